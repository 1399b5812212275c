package io.plimsoll.rules.broken.health.jdbc;

import org.postgresql.PGConnection;

final class KnowsPostgres {
    final PGConnection held;

    KnowsPostgres(PGConnection held) {
        this.held = held;
    }
}
