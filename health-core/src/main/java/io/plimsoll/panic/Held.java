package io.plimsoll.panic;

import io.plimsoll.time.Scheduler.Scheduled;

/** What a board knows of one lease of a button. Guarded by the board's lock. */
final class Held {

    private final Lease lease;
    private final long endNanos;
    private final Scheduled end;
    private final Scheduled warning;
    private boolean over;
    private boolean warned;

    /**
     * @param endNanos the ticker's reading at which it ends; found out once, so that no wall clock can move it
     * @param warns whether there is to be a warning before
     */
    Held(Lease lease, long endNanos, Scheduled end, Scheduled warning, boolean warns) {
        this.lease = lease;
        this.endNanos = endNanos;
        this.end = end;
        this.warning = warning;
        this.warned = !warns;
    }

    Lease lease() {
        return lease;
    }

    long endNanos() {
        return endNanos;
    }

    /** Neither released nor over. */
    boolean isLive() {
        return !over && !lease.isReleased();
    }

    /** Its time has passed. */
    void over() {
        over = true;
    }

    /** Whether somebody has yet to be told that it ends soon; asked once. */
    boolean takeWarning() {
        boolean first = !warned;
        warned = true;
        return first;
    }

    /** The same with another state of the lease, and with nothing that waits. */
    Held released(Lease as) {
        cancel();
        return new Held(as, endNanos, () -> {}, () -> {}, false);
    }

    void cancel() {
        end.cancel();
        warning.cancel();
    }
}
