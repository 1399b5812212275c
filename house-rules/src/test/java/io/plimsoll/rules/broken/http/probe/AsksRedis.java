package io.plimsoll.rules.broken.http.probe;

import io.lettuce.core.RedisURI;

final class AsksRedis {
    final RedisURI held;

    AsksRedis(RedisURI held) {
        this.held = held;
    }
}
