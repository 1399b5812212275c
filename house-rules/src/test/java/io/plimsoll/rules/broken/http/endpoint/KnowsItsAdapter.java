package io.plimsoll.rules.broken.http.endpoint;

import io.plimsoll.rules.broken.http.servlet.Adapter;

final class KnowsItsAdapter {
    final Adapter held;

    KnowsItsAdapter(Adapter held) {
        this.held = held;
    }
}
