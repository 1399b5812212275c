package io.plimsoll.health.probe;

import com.sun.management.OperatingSystemMXBean;
import io.plimsoll.threads.ThreadTimes;
import java.lang.management.ManagementFactory;

/** How much CPU time this process and its threads have had. */
interface CpuTimes {

    /** Of the whole process, in nanoseconds since it started. */
    long ofProcess();

    /** Of each thread that lives. */
    ThreadTimes ofThreads();

    /** Between how many processors the process can divide it. */
    int processors();

    static CpuTimes ofThisJvm() {
        try {
            if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                    && system.getProcessCpuTime() >= 0) {
                return new OfThisJvm(system);
            }
        } catch (NoClassDefFoundError unavailable) {
            throw new IllegalStateException(
                    "cpu: this JVM cannot tell the CPU time of its process; that takes the module jdk.management",
                    unavailable);
        }
        throw new IllegalStateException("cpu: this platform does not tell the CPU time of a process");
    }

    /** By the platform's beans. */
    record OfThisJvm(OperatingSystemMXBean system) implements CpuTimes {

        @Override
        public long ofProcess() {
            return system.getProcessCpuTime();
        }

        @Override
        public ThreadTimes ofThreads() {
            return ThreadTimes.now();
        }

        @Override
        public int processors() {
            return system.getAvailableProcessors();
        }
    }
}
