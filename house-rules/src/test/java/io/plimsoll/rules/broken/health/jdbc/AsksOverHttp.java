package io.plimsoll.rules.broken.health.jdbc;

import io.plimsoll.rules.broken.http.probe.Asked;

final class AsksOverHttp {
    final Asked held;

    AsksOverHttp(Asked held) {
        this.held = held;
    }
}
