package io.plimsoll.examples.checkout;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that was opened so far, to be closed the other way round: after a failed start, too, and from a shutdown hook
 * while the start is still going on.
 */
final class Opened implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Opened.class);

    private static final long PATIENCE_MILLIS = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<AutoCloseable> closeables = new ArrayDeque<>(); // guarded by lock
    private boolean closed; // guarded by lock
    private volatile @Nullable Thread opening;

    /** Opens one more, unless all has been closed in the meantime; interrupted if that happens now. */
    <T extends AutoCloseable> T open(Callable<T> opener) throws Exception {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            opening = Thread.currentThread();
            T opened = opener.call();
            closeables.push(opened);
            return opened;
        } finally {
            opening = null;
            lock.unlock();
        }
    }

    /** Closes all; one that fails is logged and stops no other. */
    @Override
    public void close() {
        interruptAndLock();
        try {
            closed = true;
            while (!closeables.isEmpty()) {
                closeQuietly(closeables.pop());
            }
        } finally {
            lock.unlock();
        }
    }

    // Again and again, because not everything that is called by an opener keeps an interrupt.
    private void interruptAndLock() {
        try {
            while (!lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                Thread atWork = opening;
                if (atWork != null) {
                    atWork.interrupt();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            lock.lock();
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception failed) {
            log.warn("Cannot close", failed);
        }
    }
}
