package io.plimsoll.health.probe;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * For how long garbage collection has stopped the application.
 *
 * <p>Not every bean tells that. Of the collectors in JDK 17 to 25:
 *
 * <ul>
 *   <li>Serial {@code Copy}, {@code MarkSweepCompact}, Parallel {@code PS Scavenge}, {@code PS MarkSweep}, G1 {@code G1 Young
 *       Generation}, {@code G1 Old Generation}: pauses
 *   <li>G1, since JDK 20, {@code G1 Concurrent GC}: in spite of its name the pauses Remark and Cleanup (JDK-8297247)
 *   <li>ZGC {@code ZGC Pauses}, generational {@code ZGC Minor Pauses}, {@code ZGC Major Pauses}, Shenandoah {@code Shenandoah
 *       Pauses}: pauses
 *   <li>the same with {@code Cycles}: what runs beside the application, the only ones that do not count
 * </ul>
 */
final class GcStops {

    private static final String CONCURRENT = " Cycles";

    private GcStops() {}

    /** In milliseconds since it started. */
    static LongSupplier ofThisJvm() {
        List<GarbageCollectorMXBean> beans = beansOfThisJvm();
        if (beans.isEmpty()) {
            throw new IllegalStateException(
                    "gc: this JVM does not tell when its collector stops it, so it could never be"
                            + " anything but UP");
        }
        return () -> beans.stream()
                .mapToLong(bean -> Math.max(0, bean.getCollectionTime()))
                .sum();
    }

    static List<GarbageCollectorMXBean> beansOfThisJvm() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(bean -> !bean.getName().endsWith(CONCURRENT))
                .toList();
    }
}
