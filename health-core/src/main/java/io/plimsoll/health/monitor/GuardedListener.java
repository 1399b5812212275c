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
    private final AtomicBoolean complained = new AtomicBoolean();

    GuardedListener(HealthListener listener, Executor executor) {
        this.listener = listener;
        this.executor = executor;
    }

    /** Never blocks and never throws. */
    void tell(Consumer<HealthListener> event) {
        if (waiting.get() >= LONGEST_QUEUE) {
            complain("is too slow: {} events wait, newer ones are lost", LONGEST_QUEUE);
            return;
        }
        events.add(event);
        if (waiting.getAndIncrement() == 0) {
            try {
                executor.execute(this::drain);
            } catch (RuntimeException | OutOfMemoryError noThread) {
                events.clear();
                waiting.set(0);
            }
        }
    }

    private void drain() {
        do {
            Consumer<HealthListener> event = events.poll();
            if (event != null) {
                try {
                    event.accept(listener);
                } catch (Throwable thrown) {
                    complain("failed; its further failures are not logged", thrown);
                }
            }
        } while (waiting.decrementAndGet() > 0);
    }

    private void complain(String what, Object about) {
        if (complained.compareAndSet(false, true)) {
            log.warn("Health listener {} " + what, listener.getClass().getName(), about);
        }
    }
}
