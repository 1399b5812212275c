package io.plimsoll.rules.broken.http.endpoint;

import com.zaxxer.hikari.HikariDataSource;

final class WatchesHikari {
    final HikariDataSource held;

    WatchesHikari(HikariDataSource held) {
        this.held = held;
    }
}
