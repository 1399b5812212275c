package io.plimsoll.health.probe;

import com.sun.management.UnixOperatingSystemMXBean;
import io.plimsoll.health.probe.FileDescriptorProbe.Descriptors;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** Asks the JVM for the file descriptors of this process; the only class that needs the module {@code jdk.management}. */
final class UnixDescriptors {

    private UnixDescriptors() {}

    static Supplier<Descriptors> ofThisProcess() {
        try {
            if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                    && system.getOpenFileDescriptorCount() >= 0) {
                return () -> new Descriptors(system.getOpenFileDescriptorCount(), system.getMaxFileDescriptorCount());
            }
        } catch (NoClassDefFoundError | InternalError unavailable) {
            throw new IllegalStateException(
                    "file descriptors: this JVM cannot count them; that takes the module jdk.management and /proc",
                    unavailable);
        }
        throw new IllegalStateException("file descriptors: this platform does not count them");
    }
}
