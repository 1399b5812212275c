package io.plimsoll.http.vertx;

/**
 * How late an event loop runs what is due: it should beat at a fixed pace, and how late each beat came is how late anything else
 * would have come then. A beat that has not come yet counts from when it was due, so a loop that never gets to it is seen as well.
 *
 * <p>Beats on its loop, and is looked at by another thread.
 */
final class LoopBeat {

    private final long paceNanos;
    private long dueNanos; // guarded by this
    private long worstNanos; // guarded by this

    /** @param firstDueNanos when the loop was given its first task */
    LoopBeat(long paceNanos, long firstDueNanos) {
        this.paceNanos = paceNanos;
        this.dueNanos = firstDueNanos;
    }

    synchronized void beat(long nowNanos) {
        worstNanos = Math.max(worstNanos, nowNanos - dueNanos);
        dueNanos = nowNanos + paceNanos;
    }

    /** How late the next beat is already. */
    synchronized long lateNanos(long nowNanos) {
        return Math.max(0, nowNanos - dueNanos);
    }

    /** The worst since this was asked last. */
    synchronized long worstUntil(long nowNanos) {
        long worst = Math.max(worstNanos, nowNanos - dueNanos);
        worstNanos = 0;
        return Math.max(0, worst);
    }
}
