package io.plimsoll.health.probe;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;

/** How much CPU time this process and its threads have had. */
interface CpuTimes {

    /** Of the whole process, in nanoseconds since it started. */
    long ofProcess();

    /** Of each thread that lives, in nanoseconds, by id; empty if this JVM does not measure it. */
    Map<Long, Long> ofThreads();

    /** Between how many processors the process can divide it. */
    int processors();

    static CpuTimes ofThisJvm() {
        try {
            if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                    && system.getProcessCpuTime() >= 0) {
                return new OfThisJvm(system, ManagementFactory.getThreadMXBean());
            }
        } catch (NoClassDefFoundError unavailable) {
            throw new IllegalStateException(
                    "cpu: this JVM cannot tell the CPU time of its process; that takes the module jdk.management",
                    unavailable);
        }
        throw new IllegalStateException("cpu: this platform does not tell the CPU time of a process");
    }

    /** By the platform's beans. */
    record OfThisJvm(OperatingSystemMXBean system, ThreadMXBean threads) implements CpuTimes {

        @Override
        public long ofProcess() {
            return system.getProcessCpuTime();
        }

        @Override
        public Map<Long, Long> ofThreads() {
            Map<Long, Long> times = new HashMap<>();
            if (!threads.isThreadCpuTimeSupported() || !threads.isThreadCpuTimeEnabled()) {
                return times;
            }
            for (long id : threads.getAllThreadIds()) {
                long nanos = threads.getThreadCpuTime(id);
                if (nanos >= 0) {
                    times.put(id, nanos);
                }
            }
            return times;
        }

        @Override
        public int processors() {
            return system.getAvailableProcessors();
        }
    }
}
