package io.plimsoll.rules.broken.health.monitor;

import io.plimsoll.rules.broken.health.redis.Remote;

final class KnowsRedis {
    final Remote held;

    KnowsRedis(Remote held) {
        this.held = held;
    }
}
