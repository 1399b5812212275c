package io.plimsoll.panic;

import io.plimsoll.time.Timing;
import java.time.Instant;

/**
 * Where the boards of a fleet share their leases. The board never waits for it: it presses, releases and ends leases by itself,
 * whatever has become of the store.
 *
 * <p>What a store has to do is to spread values that only ever grow ({@link Lease}): tell others of what {@link #changed},
 * promptly and as often as it likes; look at regular intervals what there is, and hand all of it to {@link PanicBoard#merge};
 * and when it finds less than {@link PanicBoard#leases()}, as after a restart without data, add what is missing. Nothing has to be
 * compared and set, what comes twice or late does no harm, and what is missing releases nothing.
 */
public interface PanicStore extends AutoCloseable {

    /**
     * Called once, when the board begins to be shared. Must not block: from now on, on threads of its own or of the timing, the
     * store keeps the board up to date.
     *
     * @param timing the board's clocks and threads
     */
    void open(PanicBoard board, Timing timing);

    /**
     * A lease was pressed, extended or released on this board. Called on a thread of the executor, one call at a time and in
     * order. May block and may fail: it is not called again for the same change, which {@link PanicBoard#leases()} still has.
     */
    void changed(Lease lease);

    /** The time that all boards of the store share, as far as it is known; the wall clock before it is. Must not block. */
    Instant now();

    /** Stops what {@link #open} began. Called once. */
    @Override
    void close();
}
