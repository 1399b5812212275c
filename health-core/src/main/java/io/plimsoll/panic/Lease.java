package io.plimsoll.panic;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds a button down until it ends: immutable, so that whoever shares leases only ever adds.
 *
 * <p>To extend or to release a lease makes another value with the same id. A fleet's leases are a set that grows: of the values
 * with one id the latest end counts, and a release counts whatever the end. Therefore it does not matter in which order, how
 * often or by which way one hears of them ({@link #merge}).
 *
 * @param id the same on every instance; 1 to 64 characters of {@code A-Z a-z 0-9 -}
 * @param button the name of what it holds down
 * @param by who pressed
 * @param reason why
 * @param source by which way
 * @param incident what it belongs to; {@code null} if that was not said
 * @param drill whether it is practice
 * @param from when it began, by the store's time or, without a store, the wall clock; for display
 * @param until when it ends by itself, by the same time
 * @param extendedBy who extended it last; {@code null} if nobody has
 * @param releasedBy who ended it before its time; {@code null} if nobody has
 */
public record Lease(
        String id,
        String button,
        String by,
        String reason,
        String source,
        @Nullable String incident,
        boolean drill,
        Instant from,
        Instant until,
        @Nullable String extendedBy,
        @Nullable String releasedBy) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    public Lease {
        if (!ID.matcher(requireNonNull(id, "id")).matches()) {
            throw new IllegalArgumentException(
                    "the id of a lease must match " + ID + ", but has " + id.length() + " other characters");
        }
        PanicBoard.requireName(button);
        var checked = new Press(by, reason, source, incident, drill, null);
        by = checked.by();
        requireNonNull(from, "from");
        if (!requireNonNull(until, "until").isAfter(from)) {
            throw new IllegalArgumentException("lease " + id + " must end after it began, but lasts from " + from
                    + " until " + until + "; it would hold nothing");
        }
        if (extendedBy != null) {
            Press.requireName("extendedBy", extendedBy);
        }
        if (releasedBy != null) {
            Press.requireName("releasedBy", releasedBy);
        }
    }

    static Lease of(String id, String button, Press press, Instant from, Instant until) {
        return new Lease(
                id,
                button,
                press.by(),
                press.reason(),
                press.source(),
                press.incident(),
                press.drill(),
                from,
                until,
                null,
                null);
    }

    /** Whether somebody ended it before its time. */
    public boolean isReleased() {
        return releasedBy != null;
    }

    Lease extended(Instant newUntil, String who) {
        return with(newUntil, who, releasedBy);
    }

    Lease released(String who) {
        return with(until, extendedBy, who);
    }

    /**
     * What is known of this lease by two who know different things: commutative, associative, idempotent.
     *
     * @throws IllegalArgumentException if the other has another id
     */
    public Lease merge(Lease other) {
        if (!id.equals(other.id)) {
            throw new IllegalArgumentException("lease " + id + " cannot be merged with lease " + other.id);
        }
        int later = until.compareTo(other.until);
        String extender = later == 0 ? first(extendedBy, other.extendedBy) : later > 0 ? extendedBy : other.extendedBy;
        return with(later >= 0 ? until : other.until, extender, first(releasedBy, other.releasedBy));
    }

    /** Of two who did the same, the same one on every instance. */
    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) <= 0 ? one : other;
    }

    private Lease with(Instant newUntil, @Nullable String newExtendedBy, @Nullable String newReleasedBy) {
        return new Lease(id, button, by, reason, source, incident, drill, from, newUntil, newExtendedBy, newReleasedBy);
    }
}
