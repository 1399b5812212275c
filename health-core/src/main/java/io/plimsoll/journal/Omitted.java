package io.plimsoll.journal;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Changes that came too fast to be kept one by one.
 *
 * @param id of the newest of them
 * @param at when the newest of them was
 * @param from when the oldest of them was
 * @param count how many there were
 */
public record Omitted(String id, Instant at, Instant from, long count) implements JournalEntry {

    public Omitted {
        requireNonNull(id, "id");
        requireNonNull(at, "at");
        requireNonNull(from, "from");
    }

    Omitted and(String newest, Instant now) {
        return new Omitted(newest, now, from, count + 1);
    }
}
