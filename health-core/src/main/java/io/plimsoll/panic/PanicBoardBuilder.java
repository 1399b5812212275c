package io.plimsoll.panic;

import static java.util.Objects.requireNonNull;

import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a board is made of besides its buttons. Not safe for concurrent use. */
public final class PanicBoardBuilder {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    final List<String> names;
    Duration maximum = Duration.ofHours(4);

    @Nullable
    Timing timing;

    PanicBoardBuilder(List<String> names) {
        this.names = names;
        var seen = new HashSet<String>();
        for (String name : names) {
            if (!seen.add(PanicBoard.requireName(name))) {
                throw new IllegalArgumentException(
                        "button '" + name + "' is there already; one of the two would be pressed");
            }
        }
    }

    /**
     * Lets no lease last longer than that without being extended: from 1 minute to 7 days, 4 hours by default. That is longer
     * than most incidents, and shorter than what is forgotten over night.
     */
    public PanicBoardBuilder maximum(Duration newMaximum) {
        requireNonNull(newMaximum, "maximum");
        if (newMaximum.compareTo(SHORTEST) < 0 || newMaximum.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the longest lease must last from 1 min to 7 days, but is to last "
                    + newMaximum + "; it would end before it helps, or be forgotten");
        }
        maximum = newMaximum;
        return this;
    }

    /** Replaces clocks and threads, which the board then does not close. Default: the system's, with a thread of its own. */
    public PanicBoardBuilder timing(Timing newTiming) {
        timing = requireNonNull(newTiming, "timing");
        return this;
    }

    /** The board, with nothing pressed. */
    public PanicBoard build() {
        return new PanicBoard(this);
    }
}
