package io.plimsoll.rules.broken.health.monitor;

import java.sql.Connection;

final class AsksADatabase {
    final Connection held;

    AsksADatabase(Connection held) {
        this.held = held;
    }
}
