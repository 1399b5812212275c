package io.plimsoll.health.redis.wire;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A timer on the event loop: the usual wheel timer is a second thread that wakes ten times a second for nothing. */
final class LoopTimer implements Timer {

    private final EventExecutorGroup loop;

    LoopTimer(EventExecutorGroup loop) {
        this.loop = loop;
    }

    @Override
    public Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
        var timeout = new LoopTimeout(this, task);
        timeout.waiting = loop.schedule(timeout, delay, unit);
        return timeout;
    }

    /** Nothing to stop: the tasks end with the loop. */
    @Override
    public Set<Timeout> stop() {
        return Set.of();
    }

    private static final class LoopTimeout implements Timeout, Runnable {

        private final LoopTimer timer;
        private final TimerTask task;
        private volatile boolean expired;
        private volatile boolean cancelled;
        private volatile @Nullable Future<?> waiting;

        LoopTimeout(LoopTimer timer, TimerTask task) {
            this.timer = timer;
            this.task = task;
        }

        @Override
        public void run() {
            expired = true;
            try {
                task.run(this);
            } catch (Exception e) {
                throw new IllegalStateException("a timer task failed", e);
            }
        }

        @Override
        public Timer timer() {
            return timer;
        }

        @Override
        public TimerTask task() {
            return task;
        }

        @Override
        public boolean isExpired() {
            return expired;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public boolean cancel() {
            var future = waiting;
            cancelled = future != null && future.cancel(false);
            return cancelled;
        }
    }
}
