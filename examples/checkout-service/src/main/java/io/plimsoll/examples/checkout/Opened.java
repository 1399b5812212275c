package io.plimsoll.examples.checkout;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that was opened so far, to be closed the other way round: after a failed start, too, and from a shutdown hook
 * while the start is still going on.
 */
final class Opened implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Opened.class);

    private final Deque<AutoCloseable> closeables = new ArrayDeque<>(); // guarded by this
    private boolean closed; // guarded by this
    private volatile @Nullable Thread opening;

    /** Opens one more, unless all has been closed in the meantime; interrupted if that happens now. */
    synchronized <T extends AutoCloseable> T open(Callable<T> opener) throws Exception {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        opening = Thread.currentThread();
        try {
            T opened = opener.call();
            closeables.push(opened);
            return opened;
        } finally {
            opening = null;
        }
    }

    /** Closes all; one that fails is logged and stops no other. */
    @Override
    public void close() {
        Thread atWork = opening;
        if (atWork != null) {
            atWork.interrupt();
        }
        closeAll();
    }

    private synchronized void closeAll() {
        closed = true;
        while (!closeables.isEmpty()) {
            try {
                closeables.pop().close();
            } catch (Exception failed) {
                log.warn("Cannot close", failed);
            }
        }
    }
}
