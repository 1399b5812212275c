package io.plimsoll.journal;

import io.plimsoll.journal.Evidence.Hot;
import io.plimsoll.journal.Evidence.Hottest;
import io.plimsoll.threads.ThreadTimes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What CPU time the threads had had by some moment: where a measurement begins. */
record CpuUse(long atNanos, ThreadTimes times) {

    private static final int MOST_THREADS = 3;

    /** Who used it since; {@code null} if nothing was measured. Looks at all threads, and stops none but the hottest. */
    @Nullable
    Hottest until(long nowNanos) {
        long elapsed = nowNanos - atNanos;
        if (elapsed <= 0 || times.nanosById().isEmpty()) {
            return null;
        }
        List<Hot> hottest = times.hottestUntil(ThreadTimes.now(), MOST_THREADS).stream()
                .map(hot -> new Hot(
                        Threads.name(hot.name()),
                        (int) Math.round(100.0 * hot.cpuNanos() / elapsed),
                        Threads.frames(hot.stack())))
                .toList();
        return new Hottest(Duration.ofNanos(elapsed), hottest);
    }
}
