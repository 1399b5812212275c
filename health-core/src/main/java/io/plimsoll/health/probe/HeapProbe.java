package io.plimsoll.health.probe;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.Status;
import java.lang.management.MemoryPoolMXBean;
import java.util.List;
import java.util.function.Supplier;

/**
 * Is the heap full even right after a garbage collection: {@link Code#HEAP_FULL}, local to this instance.
 *
 * <p>Degraded from 90 %: from there a JVM spends ever more of its time collecting. Never down by default, because it still
 * works, and the collector alone knows when it cannot. The number is as old as the last collection of what lives long, which
 * on a quiet G1 may be hours; until the first one there is no reading and the answer is UP.
 */
public final class HeapProbe implements Probe {

    private final UsedLevels levels;
    private final Supplier<HeapUse> heap;

    HeapProbe(UsedLevels levels, Supplier<HeapUse> heap) {
        this.levels = levels;
        this.heap = heap;
    }

    /**
     * Looks with the default level.
     *
     * @throws IllegalStateException if this JVM's collector does not report what is in use after a collection
     */
    public static HeapProbe create() {
        return builder().build();
    }

    /** Looks with levels of your own. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Layer layer() {
        return Layer.LOCAL;
    }

    @Override
    public Finding check(ProbeContext context) {
        HeapUse use = heap.get();
        if (use.afterCollection() == 0) {
            return Finding.up().local();
        }
        if (use.max() <= 0) {
            return Finding.up().local().with("used_after_gc_bytes", use.afterCollection());
        }
        double percent = Percent.of(use.afterCollection(), use.max());
        return judge(percent)
                .local()
                .with("used_after_gc_bytes", use.afterCollection())
                .with("max_bytes", use.max())
                .with("used_after_gc_percent", percent);
    }

    private Finding judge(double percent) {
        Status status = levels.of(percent);
        return switch (status) {
            case UP -> Finding.up();
            case DEGRADED -> Finding.degraded(Code.HEAP_FULL, "Heap almost full" + textFor(status));
            case DOWN -> Finding.down(Code.HEAP_FULL, "Heap full" + textFor(status));
        };
    }

    private String textFor(Status status) {
        return ": at least " + levels.text(status) + " in use after garbage collection";
    }

    /** Levels of use after a collection. */
    public static final class Builder {

        private double degradedAt = 90;
        private double downAt = UsedLevels.NEVER;

        private Builder() {}

        /** Degraded from this share in use after a collection; 90 by default. */
        public Builder degradedAtPercent(double percent) {
            degradedAt = Percent.require("heap: degradedAtPercent", percent);
            return this;
        }

        /** Down from this share in use after a collection; never by default. */
        public Builder downAtPercent(double percent) {
            downAt = Percent.require("heap: downAtPercent", percent);
            return this;
        }

        /**
         * Makes the probe.
         *
         * @throws IllegalStateException if the level of down is not above that of degraded, or this JVM's collector does
         *     not report what is in use after a collection
         */
        public HeapProbe build() {
            List<MemoryPoolMXBean> pools = HeapUse.poolsOfThisJvm();
            return build(() -> HeapUse.read(pools));
        }

        HeapProbe build(Supplier<HeapUse> heap) {
            return new HeapProbe(new UsedLevels(degradedAt, downAt).checked("heap"), heap);
        }
    }
}
