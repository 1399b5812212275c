package io.plimsoll.time;

import static java.util.Objects.requireNonNull;

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
 *
 * @param <L> what kind of listener it is
 */
public final class GuardedListener<L> {

    private static final Logger log = LoggerFactory.getLogger(GuardedListener.class);
    private static final int LONGEST_QUEUE = 1_024;

    private final L listener;
    private final Executor executor;
    private final Queue<Consumer<L>> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile boolean lost;
    private boolean complained; // whoever drains only

    public GuardedListener(L listener, Executor executor) {
        this.listener = requireNonNull(listener, "listener");
        this.executor = requireNonNull(executor, "executor");
    }

    /** Tells it soon. Never blocks, never throws and never logs: the log may be what is stuck. */
    public void tell(Consumer<L> event) {
        add(event);
        wake();
    }

    /** Tells it at the next {@link #wake}: for whoever must say in which order, under a lock, and calls nobody under it. */
    public void add(Consumer<L> event) {
        if (waiting.get() < LONGEST_QUEUE) {
            waiting.incrementAndGet();
            events.add(event);
        } else {
            lost = true;
        }
    }

    /** Sees to it that what was added is told. */
    public void wake() {
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

    private void tellNow(Consumer<L> event) {
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
            log.warn("Listener {} " + what, listener.getClass().getName(), about);
        } catch (Throwable brokenLog) {
            // There is nobody left to tell.
        }
    }
}
