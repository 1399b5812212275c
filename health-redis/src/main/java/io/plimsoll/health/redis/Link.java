package io.plimsoll.health.redis;

import static java.util.Objects.requireNonNull;

import io.lettuce.core.api.StatefulRedisConnection;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the first attempt to make it until its end; it is never made again.
 *
 * <p>{@link #close()} ends it in every phase: while the name is looked up, while TCP or TLS connects, during the handshake,
 * and while an answer is awaited. Whoever waits for it then waits no more. Nothing here blocks; all of it is safe from any
 * thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a close
final class Link {

    static final AttributeKey<Link> KEY = AttributeKey.valueOf(Link.class, "link");

    private final CompletableFuture<StatefulRedisConnection<String, String>> opened = new CompletableFuture<>();
    private final LastWords lastWords = new LastWords();
    private final Object lock = new Object();
    private @Nullable Channel channel; // guarded by lock
    private boolean closed; // guarded by lock

    /** There is a channel, which does not connect yet. */
    void channelMade(Channel made) {
        boolean late;
        synchronized (lock) {
            channel = made;
            late = closed;
        }
        if (late) {
            made.close();
        }
    }

    /** The connection can be used, or there will be none. */
    void connected(@Nullable StatefulRedisConnection<String, String> connection, @Nullable Throwable failure) {
        if (failure != null) {
            opened.completeExceptionally(failure);
        } else if (!opened.complete(requireNonNull(connection, "connection"))) {
            connection.closeAsync();
        }
    }

    /** Completes when the connection can be used, exceptionally when there will be none. */
    CompletableFuture<StatefulRedisConnection<String, String>> opened() {
        return opened;
    }

    /** What the server said before it hung up. */
    LastWords lastWords() {
        return lastWords;
    }

    boolean isOpen() {
        synchronized (lock) {
            return !closed && channel != null && channel.isActive();
        }
    }

    void close() {
        Channel used;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            used = channel;
        }
        if (!opened.completeExceptionally(new ClosedChannelException()) && !opened.isCompletedExceptionally()) {
            opened.join().closeAsync();
        }
        if (used != null) {
            used.close();
        }
    }
}
