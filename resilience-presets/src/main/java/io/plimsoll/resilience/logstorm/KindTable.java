package io.plimsoll.resilience.logstorm;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of which an event has passed lately, up to a number of them.
 *
 * <p>Looking one up is what a drop pays for, so it takes no lock and makes no key: open addressing in an array that is at most
 * half full, from which nothing is ever taken. To make room the array is replaced by one without those that are stale.
 */
final class KindTable {

    private final int maximum;
    private final long staleNanos;
    private final int slots;
    private volatile AtomicReferenceArray<@Nullable Kind> kinds;
    private volatile int size; // written under this
    private volatile long tidiedNanos; // written under this

    KindTable(int maximum, long staleNanos, long nanos) {
        this.maximum = maximum;
        this.staleNanos = staleNanos;
        this.slots = Integer.highestOneBit(maximum * 2 - 1) * 2;
        this.kinds = new AtomicReferenceArray<>(slots);
        this.tidiedNanos = nanos;
    }

    @Nullable
    Kind find(int hash, String logger, String format, String thrown) {
        return find(kinds, hash, logger, format, thrown);
    }

    /** Remembers this one, unless another thread has, or there is no room: then {@code null}. */
    synchronized @Nullable Kind add(Kind fresh, String logger, String format, String thrown) {
        Kind known = find(kinds, fresh.hash, logger, format, thrown);
        if (known != null) {
            return known;
        }
        if (!hasRoom(fresh.passedNanos.get())) {
            return null;
        }
        put(kinds, fresh);
        size = size + 1;
        return fresh;
    }

    /** Whether another kind could be remembered; what is stale is looked for once in a second at most. */
    boolean hasRoom(long nanos) {
        if (size >= maximum && nanos - tidiedNanos >= LogStorm.SECOND) {
            tidy(nanos);
        }
        return size < maximum;
    }

    private @Nullable Kind find(
            AtomicReferenceArray<@Nullable Kind> array, int hash, String logger, String format, String thrown) {
        int mask = slots - 1;
        for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
            Kind kind = array.get(slot);
            if (kind == null || kind.is(hash, logger, format, thrown)) {
                return kind;
            }
        }
    }

    private void put(AtomicReferenceArray<@Nullable Kind> array, Kind kind) {
        int mask = slots - 1;
        int slot = kind.hash & mask;
        while (array.get(slot) != null) {
            slot = (slot + 1) & mask;
        }
        array.set(slot, kind);
    }

    private synchronized void tidy(long nanos) {
        if (nanos - tidiedNanos < LogStorm.SECOND) {
            return;
        }
        tidiedNanos = nanos;
        int kept = 0;
        for (int slot = 0; slot < slots; slot++) {
            Kind kind = kinds.get(slot);
            kept += kind != null && !isStale(kind, nanos) ? 1 : 0;
        }
        if (kept < size) {
            dropStale(nanos);
        }
    }

    private void dropStale(long nanos) {
        var array = new AtomicReferenceArray<@Nullable Kind>(slots);
        int kept = 0;
        for (int slot = 0; slot < slots; slot++) {
            Kind kind = kinds.get(slot);
            if (kind != null && !isStale(kind, nanos)) {
                put(array, kind);
                kept++;
            }
        }
        kinds = array;
        size = kept;
    }

    private boolean isStale(Kind kind, long nanos) {
        return nanos - kind.passedNanos.get() >= staleNanos;
    }
}
