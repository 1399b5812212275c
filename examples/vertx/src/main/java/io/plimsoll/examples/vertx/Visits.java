package io.plimsoll.examples.vertx;

import io.lettuce.core.api.async.RedisAsyncCommands;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/** The business: counts visits in Redis, and does without the number while Redis is down. */
record Visits(HealthMonitor health, RedisAsyncCommands<String, String> redis) {

    Future<String> visit(RoutingContext request) {
        // A volatile read. Without it each visitor would wait until a command to a dead Redis times out.
        if (health.status("redis") != Status.UP) {
            return Future.succeededFuture("Welcome");
        }
        return Future.fromCompletionStage(redis.incr("visits"), Vertx.currentContext())
                .map(count -> "Welcome, visitor " + count)
                .otherwise("Welcome");
    }
}
