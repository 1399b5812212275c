package io.plimsoll.health.monitor;

import io.plimsoll.health.HealthListener;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one listener away from everything else: it has a queue of its own and at most one thread at a time, and only while
 * there is something to tell. One that throws goes on being told; one that blocks loses what no longer fits its queue.
 */
final class GuardedListener {

    private static final Logger log = LoggerFactory.getLogger(GuardedListener.class);
    private static final int LONGEST_QUEUE = 1_024;

    private final HealthListener listener;
    private final Executor executor;
    private final Queue<Consumer<HealthListener>> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile boolean lost;
    private boolean complained; // whoever drains only

    GuardedListener(HealthListener listener, Executor executor) {
        this.listener = listener;
        this.executor = executor;
    }

    /** Never blocks, never throws and never logs: the log may be what is stuck. */
    void tell(Consumer<HealthListener> event) {
        if (waiting.get() < LONGEST_QUEUE) {
            waiting.incrementAndGet();
            events.add(event);
        } else {
            lost = true;
        }
        wake();
    }

    private void wake() {
        if (!draining.compareAndSet(false, true)) {
            return;
        }
        boolean accepted = false;
        try {
            executor.execute(this::drain);
            accepted = true;
        } catch (RuntimeException | OutOfMemoryError noThread) {
            // What waits is told with the next event that finds a thread.
        } finally {
            if (!accepted) {
                draining.set(false);
            }
        }
    }

    private void drain() {
        try {
            for (var event = events.poll(); event != null; event = events.poll()) {
                waiting.decrementAndGet();
                tellNow(event);
            }
        } finally {
            draining.set(false);
        }
        if (!events.isEmpty()) {
            wake();
        }
    }

    private void tellNow(Consumer<HealthListener> event) {
        try {
            event.accept(listener);
        } catch (Throwable thrown) {
            complain("failed; its further failures are not logged", thrown);
        }
        if (lost) {
            complain("is too slow: {} events waited, newer ones were lost", LONGEST_QUEUE);
        }
    }

    private void complain(String what, Object about) {
        if (complained) {
            return;
        }
        complained = true;
        try {
            log.warn("Health listener {} " + what, listener.getClass().getName(), about);
        } catch (Throwable brokenLog) {
            // There is nobody left to tell.
        }
    }
}
