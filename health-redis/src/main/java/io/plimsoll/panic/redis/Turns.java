package io.plimsoll.panic.redis;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs one task on an executor whenever somebody asks, never twice at once, and once more if somebody asked meanwhile. */
final class Turns {

    private final Executor executor;
    private final Runnable turn;
    private final AtomicInteger asked = new AtomicInteger();

    /** @param turn throws nothing */
    Turns(Executor executor, Runnable turn) {
        this.executor = executor;
        this.turn = turn;
    }

    /** From any thread, without waiting. Without a thread it is as if nobody had asked. */
    void ask() {
        if (asked.getAndIncrement() > 0) {
            return;
        }
        boolean accepted = false;
        try {
            executor.execute(this::run);
            accepted = true;
        } catch (RuntimeException | OutOfMemoryError noThread) {
            // Whoever asks next tries again, and the next poll does in any case.
        } finally {
            if (!accepted) {
                asked.set(0);
            }
        }
    }

    private void run() {
        int served;
        do {
            served = asked.get();
            boolean ended = false;
            try {
                turn.run();
                ended = true;
            } finally {
                if (!ended) {
                    asked.set(0);
                }
            }
        } while (!asked.compareAndSet(served, 0));
    }
}
