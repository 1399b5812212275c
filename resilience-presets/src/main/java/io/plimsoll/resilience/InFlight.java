package io.plimsoll.resilience;

import io.plimsoll.time.Ticker;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bulkhead: a place for each attempt that may be on its way at once, and in the place the attempt.
 *
 * <p>A semaphore would know only how many there are. But a call that ignores its deadline stays until its client lets it go,
 * and while it stays nobody would tell the breaker; so whoever is refused can see which of them are overdue, and account for
 * them. The place says whether that was done: it is what whoever leaves it takes away, and so only one of them accounts.
 */
final class InFlight {

    private final AtomicReferenceArray<@Nullable Object> places; // an Attempt, or Accounted

    /** Stays in the place of an attempt that was accounted for before its end. */
    private record Accounted(Attempt attempt) {}

    InFlight(int limit) {
        places = new AtomicReferenceArray<>(limit);
    }

    int limit() {
        return places.length();
    }

    int inside() {
        int inside = 0;
        for (int i = 0; i < places.length(); i++) {
            inside += places.get(i) == null ? 0 : 1;
        }
        return inside;
    }

    /**
     * Gives the attempt one of so many places, counted from the first, or answers {@code false}: then there was a moment at which
     * all of them were taken.
     */
    boolean enter(Attempt attempt, int most) {
        int first = first(most);
        for (int at = first, left = most; left > 0; at = at + 1 == most ? 0 : at + 1, left--) {
            if (places.get(at) == null && places.compareAndSet(at, null, attempt)) {
                attempt.place(at);
                return true;
            }
        }
        return enterUnlessFull(attempt, most);
    }

    /** Gives up the place; whether the attempt is still to be accounted for. */
    boolean leave(Attempt attempt) {
        return places.getAndSet(attempt.place(), null) == attempt;
    }

    /** Whether the attempt is still there and now to be accounted for, which {@link #leave} will know. */
    boolean account(Attempt attempt) {
        return places.compareAndSet(attempt.place(), attempt, new Accounted(attempt));
    }

    void forEachOverdue(Ticker ticker, Consumer<Attempt> action) {
        long now = ticker.nanos();
        for (int i = 0; i < places.length(); i++) {
            Object there = places.get(i);
            Attempt attempt = there instanceof Accounted accounted ? accounted.attempt : (Attempt) there;
            if (attempt != null && attempt.isOverdue(now)) {
                action.accept(attempt);
            }
        }
    }

    /**
     * A single look at one place after the other proves nothing, since those inside may leave behind it and enter before it.
     * But if each place has the same in it at two looks, all were taken between them: nobody is in a place twice.
     */
    private boolean enterUnlessFull(Attempt attempt, int most) {
        var seen = new @Nullable Object[most];
        boolean moved = true;
        while (moved) {
            moved = false;
            for (int at = 0; at < seen.length; at++) {
                Object there = places.get(at);
                if (there == null && places.compareAndSet(at, null, attempt)) {
                    attempt.place(at);
                    return true;
                }
                moved |= there == null || there != seen[at];
                seen[at] = there;
            }
        }
        return false;
    }

    /** Where this thread begins to look: most often where it was the last time, and others were not. */
    private static int first(int most) {
        long spread = (Thread.currentThread().getId() * 0x9E3779B9L) & 0xFFFFFFFFL; // 2^32 by the golden ratio
        return (int) ((spread * most) >>> 32);
    }
}
