package io.plimsoll.health.probe;

import static java.util.stream.Collectors.joining;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A thread that waits for a lock which another thread holds.
 *
 * @param ownerId the thread that holds the lock; -1 if nobody does
 * @param hasTimeLimit whether the thread gives up by itself
 * @param text the thread, its lock and its stack
 */
record LockWaiter(long id, long ownerId, boolean hasTimeLimit, String text) {

    private static final int FRAMES = 12;
    private static final int THREADS = 8;
    private static final int TEXT_LENGTH = 8_000;

    /**
     * Who of them waits for ever. The JVM also reports circles with a {@code tryLock(time, unit)} in them, which end; and
     * someone may have given up between finding the circle and looking at its threads.
     */
    static List<LockWaiter> endless(List<LockWaiter> waiters) {
        List<LockWaiter> endless =
                waiters.stream().filter(waiter -> !waiter.hasTimeLimit()).toList();
        while (true) {
            Set<Long> ids = new HashSet<>();
            endless.forEach(waiter -> ids.add(waiter.id()));
            List<LockWaiter> remaining = endless.stream()
                    .filter(waiter -> ids.contains(waiter.ownerId()))
                    .toList();
            if (remaining.size() == endless.size()) {
                return remaining;
            }
            endless = remaining;
        }
    }

    static String describe(List<LockWaiter> waiters) {
        String text = waiters.stream().limit(THREADS).map(LockWaiter::text).collect(joining("\n"));
        String more = waiters.size() > THREADS ? "\nand " + (waiters.size() - THREADS) + " more" : "";
        return (text.length() > TEXT_LENGTH ? text.substring(0, TEXT_LENGTH) + "..." : text) + more;
    }

    static List<LockWaiter> inCirclesOfThisJvm() {
        ThreadMXBean jvm = ManagementFactory.getThreadMXBean();
        long[] ids =
                jvm.isSynchronizerUsageSupported() ? jvm.findDeadlockedThreads() : jvm.findMonitorDeadlockedThreads();
        if (ids == null) {
            return List.of();
        }
        return Arrays.stream(jvm.getThreadInfo(ids, FRAMES))
                .filter(Objects::nonNull)
                .map(LockWaiter::of)
                .toList();
    }

    private static LockWaiter of(ThreadInfo thread) {
        return new LockWaiter(
                thread.getThreadId(),
                thread.getLockOwnerId(),
                thread.getThreadState() == Thread.State.TIMED_WAITING,
                textOf(thread));
    }

    private static String textOf(ThreadInfo thread) {
        String first = '"' + thread.getThreadName() + "\" waits for " + thread.getLockName() + " of \""
                + thread.getLockOwnerName() + '"';
        return Arrays.stream(thread.getStackTrace())
                .map(frame -> "\n    at " + frame)
                .collect(joining("", first, ""));
    }
}
