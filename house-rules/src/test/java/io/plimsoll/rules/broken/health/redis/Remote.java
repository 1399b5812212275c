package io.plimsoll.rules.broken.health.redis;

import io.lettuce.core.RedisURI;

/** May know Lettuce. */
public final class Remote {
    final RedisURI uri;

    Remote(RedisURI uri) {
        this.uri = uri;
    }
}
