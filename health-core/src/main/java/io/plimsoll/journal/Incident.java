package io.plimsoll.journal;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything from the first component that was not UP until all have been for five minutes: pure, made from the entries.
 *
 * @param first what it began with
 * @param to when all were UP again; {@code null} while they are not
 * @param windows in which a component was not UP, oldest first
 * @param suspects what was changed in the 15 minutes before it began, newest first
 */
record Incident(Changed first, @Nullable Instant to, List<Window> windows, List<Noted> suspects) {

    /** Within which of its changes a failure makes us suspect it. */
    static final Duration SUSPICIOUS = Duration.ofMinutes(15);

    private static final Duration OVER = Duration.ofMinutes(5);

    /**
     * One component that was not UP.
     *
     * @param worst its worst status, with the code and the words that it had then
     * @param to {@code null} while it lasts
     */
    record Window(
            String component,
            Layer layer,
            Status worst,
            @Nullable Code code,
            @Nullable String error,
            Instant from,
            @Nullable Instant to) {

        Window worsenedBy(Changed change) {
            return change.after().isWorseThan(worst)
                    ? new Window(
                            component,
                            change.layer(),
                            change.after(),
                            change.finding().code(),
                            change.finding().error(),
                            from,
                            to)
                    : this;
        }

        Window endedAt(Instant end) {
            return new Window(component, layer, worst, code, error, from, end);
        }
    }

    Instant from() {
        return first.at();
    }

    /** What is suspected, in words. */
    List<String> suspicions() {
        return suspects.stream().map(note -> note.suspectedOf(from())).toList();
    }

    /** The latest one; {@code null} if there was none as far as the entries go back. */
    static @Nullable Incident latest(List<JournalEntry> newestFirst) {
        var builder = new Builder();
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            if (newestFirst.get(i) instanceof Changed change) {
                builder.add(change);
            }
        }
        return builder.build(newestFirst);
    }

    /** What was changed before, in words, newest first: within 15 minutes before a moment. */
    static List<Noted> suspects(List<JournalEntry> newestFirst, Instant failure) {
        return newestFirst.stream()
                .filter(entry -> entry instanceof Noted)
                .map(entry -> (Noted) entry)
                .filter(Noted::isChange)
                .filter(note -> !note.at().isAfter(failure) && !note.at().isBefore(failure.minus(SUSPICIOUS)))
                .toList();
    }

    private static final class Builder {

        private final List<Window> windows = new ArrayList<>();
        private final Map<String, Integer> open = new HashMap<>();
        private @Nullable Changed first;
        private @Nullable Instant to;

        void add(Changed change) {
            Integer known = open.get(change.component());
            if (change.after() == Status.UP) {
                end(change, known);
            } else if (known != null) {
                windows.set(known, windows.get(known).worsenedBy(change));
            } else {
                begin(change);
            }
        }

        @Nullable
        Incident build(List<JournalEntry> newestFirst) {
            return first == null
                    ? null
                    : new Incident(first, to, List.copyOf(windows), suspects(newestFirst, first.at()));
        }

        private void begin(Changed change) {
            if (first == null || isOver(change.at())) {
                windows.clear();
                first = change;
            }
            to = null;
            open.put(change.component(), windows.size());
            windows.add(new Window(
                    change.component(),
                    change.layer(),
                    change.after(),
                    change.finding().code(),
                    change.finding().error(),
                    change.at(),
                    null));
        }

        private void end(Changed change, @Nullable Integer known) {
            if (known == null) {
                return;
            }
            windows.set(known, windows.get(known).endedAt(change.at()));
            open.remove(change.component());
            if (open.isEmpty()) {
                to = change.at();
            }
        }

        private boolean isOver(Instant now) {
            return open.isEmpty() && Duration.between(requireNonNull(to), now).compareTo(OVER) >= 0;
        }
    }
}
