package io.plimsoll.http.mitigation;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ids of messages that were taken, for as long as their timestamps could be believed: twice the tolerance, since a sender's
 * clock may be ahead by as much as it may be behind, and the second by which timestamps are coarser than our clock. Guarded by whoever has it.
 */
final class SeenIds {

    static final int MOST = 10_000;

    private static final long KEPT_NANOS =
            StandardWebhooks.TOLERANCE.multipliedBy(2).plusSeconds(1).toNanos();

    private final Map<String, Long> seenNanos = new LinkedHashMap<>(); // oldest first

    boolean contains(String id, long nowNanos) {
        forget(nowNanos);
        return seenNanos.containsKey(id);
    }

    /** Whether none can be added: to forget one too early would let it be replayed. */
    boolean isFull(long nowNanos) {
        forget(nowNanos);
        return seenNanos.size() >= MOST;
    }

    void add(String id, long nowNanos) {
        seenNanos.put(id, nowNanos);
    }

    private void forget(long nowNanos) {
        Iterator<Long> oldestFirst = seenNanos.values().iterator();
        while (oldestFirst.hasNext() && nowNanos - oldestFirst.next() > KEPT_NANOS) {
            oldestFirst.remove();
        }
    }
}
