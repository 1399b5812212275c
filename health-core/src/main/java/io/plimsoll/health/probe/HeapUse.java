package io.plimsoll.health.probe;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * How much of the heap the last collections could not free.
 *
 * <p>What is in use at any other moment is mostly garbage, so that only the usage after a collection says how full a heap
 * is. Each collector cuts the heap into other pools; the ones that hold what lives long are those for which the JVM
 * supports a usage threshold, whatever their names are:
 *
 * <ul>
 *   <li>Serial {@code Tenured Gen} and Parallel {@code PS Old Gen}: a part of the heap, known after a full collection
 *   <li>G1 {@code G1 Old Gen}: may grow to the whole heap, known after a mixed or full collection
 *   <li>ZGC {@code ZHeap}, generational ZGC {@code ZGC Old Generation}, Shenandoah {@code Shenandoah}: the whole heap, after
 *       each cycle
 *   <li>generational Shenandoah {@code Shenandoah Young Gen} and {@code Shenandoah Old Gen}: each may grow to the whole heap
 *   <li>Epsilon: none, since it never collects
 * </ul>
 *
 * <p>Therefore the sizes of the pools are added, but are never more than the heap. A collection that runs beside the
 * application leaves some garbage behind, and some pools shrink without one (G1 frees humongous objects in passing), so what
 * a pool holds right now is an upper bound as well.
 *
 * @param afterCollection bytes; 0 before the first collection
 * @param max bytes that those pools may grow to; not positive if the JVM sets no limit
 */
record HeapUse(long afterCollection, long max) {

    /** One pool of what lives long: bytes after its last collection, bytes now, and its limit. */
    record Pool(long afterCollection, long now, long max) {}

    static HeapUse of(List<Pool> pools, long heapMax) {
        long after = 0;
        long max = 0;
        for (Pool pool : pools) {
            after += Math.min(pool.afterCollection(), pool.now());
            max += pool.max();
        }
        return new HeapUse(after, pools.stream().anyMatch(pool -> pool.max() < 0) ? heapMax : Math.min(max, heapMax));
    }

    /**
     * The pools of this JVM that hold what lives long.
     *
     * @throws IllegalStateException if there are none
     */
    static List<MemoryPoolMXBean> poolsOfThisJvm() {
        List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP
                        && pool.isUsageThresholdSupported()
                        && pool.getCollectionUsage() != null)
                .toList();
        if (pools.isEmpty()) {
            throw new IllegalStateException("heap: this JVM's collector does not report what is in use after a"
                    + " collection, so the heap could never be anything but UP");
        }
        return pools;
    }

    static HeapUse read(List<MemoryPoolMXBean> pools) {
        return of(
                pools.stream().map(HeapUse::read).toList(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax());
    }

    private static Pool read(MemoryPoolMXBean pool) {
        MemoryUsage after = pool.getCollectionUsage();
        return new Pool(after.getUsed(), pool.getUsage().getUsed(), after.getMax());
    }
}
