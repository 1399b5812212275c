package io.plimsoll.panic;

import static java.util.Objects.requireNonNull;

import io.plimsoll.journal.Noted;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What whoever presses a button has to say, and for how long.
 *
 * <pre>{@code
 * panic.button("recommendations").press(by("alice", "hangs since 23:10").incident("INC-4711").lasting(ofMinutes(45)));
 * }</pre>
 *
 * @param by who; one line of 1 to 64 characters
 * @param reason why; one line of 1 to 200 characters
 * @param source by which way: one word of {@code a-z 0-9 _ -}; {@code code} unless said otherwise
 * @param incident what it belongs to; one line of 1 to 64 characters, or {@code null}
 * @param drill whether this is practice. It has the same effects, and is marked wherever it shows
 * @param lasting after which it ends by itself; {@code null} for {@link PanicBoard#usual()}
 */
public record Press(
        String by,
        String reason,
        String source,
        @Nullable String incident,
        boolean drill,
        @Nullable Duration lasting) {

    private static final Pattern SOURCE = Pattern.compile("[a-z][a-z0-9_-]{0,31}");
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_REASON = 200;

    public Press {
        requireName("by", requireNonNull(by, "by"));
        requireLine("reason", requireNonNull(reason, "reason"), LONGEST_REASON);
        if (!SOURCE.matcher(requireNonNull(source, "source")).matches()) {
            throw new IllegalArgumentException("the source of a press must match " + SOURCE + ", but has "
                    + source.length() + " other characters; it is what presses are counted by");
        }
        if (incident != null) {
            requireName("incident", incident);
        }
    }

    /** By this person or thing, for this reason. */
    public static Press by(String by, String reason) {
        return new Press(by, reason, "code", null, false, null);
    }

    /** Ends by itself after this. More than zero and at most {@link PanicBoard#maximum()}, which refuses anything else. */
    public Press lasting(Duration newLasting) {
        return new Press(by, reason, source, incident, drill, requireNonNull(newLasting, "lasting"));
    }

    /** Came by that way, such as {@code http} or {@code alert}. */
    public Press source(String newSource) {
        return new Press(by, reason, newSource, incident, drill, lasting);
    }

    /** Belongs to that incident. */
    public Press incident(String newIncident) {
        return new Press(by, reason, source, requireNonNull(newIncident, "incident"), drill, lasting);
    }

    /** Is practice: does the same and says so. */
    public Press drilling() {
        return new Press(by, reason, source, incident, true, lasting);
    }

    static String requireName(String what, String text) {
        return requireLine(what, text, LONGEST_NAME);
    }

    private static String requireLine(String what, String text, int longest) {
        if (!Noted.isLine(text, longest)) {
            throw new IllegalArgumentException("'" + what + "' of a press must be one line of 1 to " + longest
                    + " characters, since the journal shows it, but has " + text.length());
        }
        return text;
    }
}
