package io.plimsoll.threads;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much CPU time each thread has had since it started. Two looks tell who was busy between them.
 *
 * <p>A look costs a system call for each thread and stops none. Only platform threads count; a virtual thread shows as the one that
 * carries it.
 *
 * @param nanosById of each thread that lives; empty if nobody looked, or this JVM does not measure it
 */
public record ThreadTimes(Map<Long, Long> nanosById) {

    /** Nobody looked. */
    public static final ThreadTimes UNKNOWN = new ThreadTimes(Map.of());

    private static final int MOST_FRAMES = 8;

    private record Used(long id, long nanos) {}

    public ThreadTimes {
        nanosById = Map.copyOf(nanosById);
    }

    /** Looks at the threads of this JVM. */
    public static ThreadTimes now() {
        ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        if (!bean.isThreadCpuTimeSupported() || !bean.isThreadCpuTimeEnabled()) {
            return UNKNOWN;
        }
        Map<Long, Long> times = new HashMap<>();
        for (long id : bean.getAllThreadIds()) {
            long nanos = bean.getThreadCpuTime(id);
            if (nanos >= 0) {
                times.put(id, nanos);
            }
        }
        return new ThreadTimes(times);
    }

    /**
     * Those that used most between this look and a later one and still live, the hottest first, and where they are now; without
     * the calling thread, which is busy with just that. None if one of the looks is {@link #UNKNOWN}.
     */
    public List<HotThread> hottestUntil(ThreadTimes later, int most) {
        if (nanosById.isEmpty()) {
            return List.of();
        }
        List<Used> used = new ArrayList<>();
        later.nanosById.forEach((id, nanos) -> {
            long between = nanos - nanosById.getOrDefault(id, 0L);
            if (between > 0 && id != Thread.currentThread().getId()) {
                used.add(new Used(id, between));
            }
        });
        used.sort((one, other) -> Long.compare(other.nanos, one.nanos));
        List<HotThread> hottest = new ArrayList<>();
        for (Used each : used.subList(0, Math.min(most, used.size()))) {
            ThreadInfo thread = ManagementFactory.getThreadMXBean().getThreadInfo(each.id, MOST_FRAMES);
            if (thread != null) {
                hottest.add(new HotThread(thread.getThreadName(), each.nanos, List.of(thread.getStackTrace())));
            }
        }
        return hottest;
    }
}
