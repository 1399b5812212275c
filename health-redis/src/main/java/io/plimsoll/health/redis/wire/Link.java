package io.plimsoll.health.redis.wire;

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
 *
 * @param <C> what it is used for: commands, or messages
 */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a close
public final class Link<C extends StatefulRedisConnection<String, String>> {

    static final AttributeKey<Link<?>> KEY = AttributeKey.valueOf(Link.class, "link");

    private final CompletableFuture<C> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final LastWords lastWords = new LastWords();
    private final Object lock = new Object();
    private @Nullable Channel channel; // guarded by lock
    private boolean closed; // guarded by lock

    /** There is a channel, which does not connect yet. */
    void channelMade(Channel made) {
        made.closeFuture().addListener(closing -> ended.complete(null));
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
    void connected(@Nullable C connection, @Nullable Throwable failure) {
        if (failure != null) {
            opened.completeExceptionally(failure);
        } else if (!opened.complete(requireNonNull(connection, "connection"))) {
            connection.closeAsync();
        }
    }

    /** Completes when the connection can be used, exceptionally when there will be none. */
    public CompletableFuture<C> opened() {
        return opened;
    }

    /** Completes, on the thread of the client, when a channel that was made is closed, whoever closed it. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** What the server said before it hung up. */
    public LastWords lastWords() {
        return lastWords;
    }

    public boolean isOpen() {
        synchronized (lock) {
            return !closed && channel != null && channel.isActive();
        }
    }

    public void close() {
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
