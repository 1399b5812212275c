package io.plimsoll.health.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.plimsoll.health.redis.wire.Link;
import io.plimsoll.health.redis.wire.Wire;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Makes the one link of a probe, and makes it anew.
 *
 * <p>The first time is different: the JVM loads some thousand classes of the client, which takes from half a second to
 * several on a busy machine at start, longer than an attempt may take. So it is done aside, and a check that finds it undone
 * blames nobody.
 *
 * <p>Called by one check at a time, except {@link #close()}.
 */
final class Connector {

    private final RedisURI uri;
    private final SslOptions ssl;

    private @Nullable CompletableFuture<Link<StatefulRedisConnection<String, String>>> starting; // by the check only
    private volatile @Nullable Wire wire; // written where the first link is made
    private volatile @Nullable Link<StatefulRedisConnection<String, String>> link;
    private volatile boolean closed;

    Connector(RedisURI uri, SslOptions ssl) {
        this.uri = uri;
        this.ssl = ssl;
    }

    /** The link that is there, if it can be used as it is. */
    @Nullable
    Link<StatefulRedisConnection<String, String>> kept() {
        Link<StatefulRedisConnection<String, String>> last = link;
        return last != null && last.isOpen() ? last : null;
    }

    /** Begins to make a link: at once, or the first time on the executor. */
    CompletableFuture<Link<StatefulRedisConnection<String, String>>> fresh(Duration limit, Executor executor) {
        if (closed) {
            throw new IllegalStateException("the probe is closed");
        }
        if (wire != null && (starting == null || starting.isDone())) {
            starting = null;
            return CompletableFuture.completedFuture(connect(limit));
        }
        if (starting == null || starting.isCompletedExceptionally()) {
            starting = CompletableFuture.supplyAsync(() -> connect(limit), executor);
        }
        return starting;
    }

    /** Ends the link, the client and its thread without waiting; idempotent. */
    void close() {
        closed = true;
        Link<StatefulRedisConnection<String, String>> last = link;
        if (last != null) {
            last.close();
        }
        Wire started = wire;
        if (started != null) {
            started.close();
        }
    }

    private Link<StatefulRedisConnection<String, String>> connect(Duration limit) {
        Link<StatefulRedisConnection<String, String>> old = link;
        if (old != null) {
            old.close();
        }
        Wire started = wire;
        if (started == null) {
            started = new Wire("plimsoll-redis", ssl);
            wire = started;
        }
        Link<StatefulRedisConnection<String, String>> made = started.open(uri, limit);
        link = made;
        if (closed) {
            close();
        }
        return made;
    }
}
