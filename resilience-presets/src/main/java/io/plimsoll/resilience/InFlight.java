package io.plimsoll.resilience;

import io.plimsoll.time.Ticker;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bulkhead: how many attempts may be on their way at once, and which these are.
 *
 * <p>A semaphore would know only how many. But a call that ignores its deadline stays until its client lets it go, and while
 * it stays nobody would tell the breaker; so every place has its attempt in it, and whoever is refused can see which of them
 * are overdue. First one is counted in, then a place is looked for: whoever was counted in finds one, since places are given
 * up before their holder is counted out.
 */
final class InFlight {

    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicReferenceArray<@Nullable Attempt> places;

    InFlight(int limit) {
        places = new AtomicReferenceArray<>(limit);
    }

    int limit() {
        return places.length();
    }

    int inside() {
        return inside.get();
    }

    /** Counts one in, who must then {@link #take} a place; {@code false} if all are taken. */
    boolean enter() {
        int now = inside.get();
        while (now < places.length()) {
            if (inside.compareAndSet(now, now + 1)) {
                return true;
            }
            now = inside.get();
        }
        return false;
    }

    void take(Attempt attempt) {
        int at = Math.max(0, inside.get() - 1);
        while (!places.compareAndSet(at, null, attempt)) {
            at = at + 1 == places.length() ? 0 : at + 1;
        }
        attempt.place(at);
    }

    void leave(Attempt attempt) {
        places.setRelease(attempt.place(), null); // before the count, which is a fence
        inside.decrementAndGet();
    }

    void forEachOverdue(Ticker ticker, Consumer<Attempt> action) {
        long now = ticker.nanos();
        for (int i = 0; i < places.length(); i++) {
            Attempt attempt = places.get(i);
            if (attempt != null && attempt.isOverdue(now)) {
                action.accept(attempt);
            }
        }
    }
}
