package com.example.redis;

import com.example.checks.Artifact;
import com.example.checks.Checks;
import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.redis.RedisProbe;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Watches a Redis that is not there, with health-redis. */
public final class Redis {

    private Redis() {}

    public static void main(String[] args) throws Exception {
        int nobody;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = taken.getLocalPort();
        }
        try (HealthMonitor health = HealthMonitor.builder("orders", "1")
                .required("redis", RedisProbe.of("redis://127.0.0.1:" + nobody))
                .start()) {
            Checks.eventually("code", () -> Code.REFUSED.equals(redis(health).code()));
            Checks.equal("status", Status.DOWN, redis(health).status());
        }
        Checks.equal(
                "what needs more than there is",
                "{io.plimsoll.panic.redis.micrometer=[RedisPanicMetrics]}",
                Artifact.of(RedisProbe.class).broken().toString());
    }

    private static ComponentHealth redis(HealthMonitor health) {
        return health.report().components().get("redis");
    }
}
