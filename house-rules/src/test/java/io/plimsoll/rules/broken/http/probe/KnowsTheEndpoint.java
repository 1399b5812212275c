package io.plimsoll.rules.broken.http.probe;

import io.plimsoll.rules.broken.http.endpoint.Rendered;

final class KnowsTheEndpoint {
    final Rendered held;

    KnowsTheEndpoint(Rendered held) {
        this.held = held;
    }
}
