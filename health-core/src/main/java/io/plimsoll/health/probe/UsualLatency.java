package io.plimsoll.health.probe;

import java.util.Arrays;

/**
 * How long something usually takes, and whether it now takes so much longer that it is no accident.
 *
 * <p><b>Idea.</b> Usual is the median of the last 100 latencies that were not unusual. Unusual is k times that, and at least a
 * floor, below which nobody cares. It is slow after three unusual ones in a row, and no longer after three in a row of less than
 * half of that: single spikes are noise, and what hovers around the limit does not flap.
 *
 * <p><b>Why the median, and why only of what is usual.</b> A mean follows every spike. A slow phase that was learned from would
 * soon be the usual; so nothing is learned while it is slow, and an unusual latency is never learned from. A drift is: it changes
 * less within 100 attempts than k. The price is that a step that stays is slow until the restart.
 */
final class UsualLatency {

    static final int ENOUGH = 20;
    static final int WINDOW = 100;
    private static final int IN_A_ROW = 3;

    private final int times;
    private final long floorNanos;
    private final long[] learned = new long[WINDOW];
    private int count;
    private int next;
    private int unusual;
    private int usual;
    private boolean slow;

    UsualLatency(int times, long floorNanos) {
        this.times = times;
        this.floorNanos = floorNanos;
    }

    /** Takes one more latency, of an attempt that found all well; whether it is slow now. */
    boolean isSlowAfter(long nanos) {
        long limit = limitNanos();
        if (count < ENOUGH) {
            learn(nanos);
            return false;
        }
        unusual = nanos >= limit ? unusual + 1 : 0;
        usual = nanos < limit / 2 ? usual + 1 : 0;
        if (unusual >= IN_A_ROW) {
            slow = true;
        } else if (usual >= IN_A_ROW) {
            slow = false;
        }
        if (!slow && nanos < limit) {
            learn(nanos);
        }
        return slow;
    }

    /** The median; 0 before there is one. */
    long medianNanos() {
        if (count < ENOUGH) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(learned, count);
        Arrays.sort(sorted);
        return sorted[count / 2];
    }

    private long limitNanos() {
        return Math.max(floorNanos, medianNanos() * times);
    }

    private void learn(long nanos) {
        learned[next] = nanos;
        next = (next + 1) % WINDOW;
        count = Math.min(count + 1, WINDOW);
    }
}
