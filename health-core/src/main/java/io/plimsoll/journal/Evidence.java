package io.plimsoll.journal;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What else could be found out as a component went DOWN. All of it is cut to a size that is fixed beforehand.
 *
 * @param cause what was thrown, outermost first: class and message, then its first frames
 * @param lastResults of the same component, newest first
 * @param alsoNotUp the other components that were not UP, as code and name
 * @param changedLately what was noted in the 15 minutes before, newest first
 * @param threads all threads, alike ones together, the largest group first
 * @param threadsAt when the threads were looked at: one look may serve several findings; {@code null} if it was not done
 * @param unseenThreads how many threads are in no group, for want of room
 * @param memory of this JVM
 * @param hottest the threads that used most CPU time just after; {@code null} for the half second that this takes, with more
 *     threads than are looked at, and where this JVM does not measure it
 */
public record Evidence(
        List<String> cause,
        List<Result> lastResults,
        List<String> alsoNotUp,
        List<String> changedLately,
        List<Alike> threads,
        @Nullable Instant threadsAt,
        int unseenThreads,
        Memory memory,
        @Nullable Hottest hottest) {

    public Evidence {
        cause = List.copyOf(cause);
        lastResults = List.copyOf(lastResults);
        alsoNotUp = List.copyOf(alsoNotUp);
        changedLately = List.copyOf(changedLately);
        threads = List.copyOf(threads);
        requireNonNull(memory, "memory");
    }

    Evidence with(Hottest measured) {
        return new Evidence(
                cause, lastResults, alsoNotUp, changedLately, threads, threadsAt, unseenThreads, memory, measured);
    }

    /** One attempt. */
    public record Result(
            Instant at, Status status, @Nullable Code code, Duration latency) {}

    /**
     * Threads that were at the same place.
     *
     * @param count how many
     * @param state theirs, such as {@code WAITING}
     * @param names of the first few
     * @param stack innermost frame first
     */
    public record Alike(int count, Thread.State state, List<String> names, List<String> stack) {

        public Alike {
            names = List.copyOf(names);
            stack = List.copyOf(stack);
        }
    }

    /**
     * The heap and what has been collected since this JVM started.
     *
     * @param maxBytes -1 if there is no limit
     */
    public record Memory(long usedBytes, long committedBytes, long maxBytes, long collections, Duration collecting) {}

    /**
     * The threads that used most CPU time, the hottest first.
     *
     * @param over how long it was measured; longer than half a second if the threads had been looked at for another component
     */
    public record Hottest(Duration over, List<Hot> threads) {

        public Hottest {
            requireNonNull(over, "over");
            threads = List.copyOf(threads);
        }
    }

    /**
     * A thread that used CPU time.
     *
     * @param percent of one processor, rounded
     * @param stack where it was at the end, innermost frame first
     */
    public record Hot(String name, int percent, List<String> stack) {

        public Hot {
            requireNonNull(name, "name");
            stack = List.copyOf(stack);
        }

        String text() {
            return percent + " % " + name + "\n  at " + String.join("\n  at ", stack);
        }
    }
}
