package io.plimsoll.journal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody told the journal: a deploy, a changed setting, what a person did.
 *
 * @param kind one word, such as {@code deploy}, {@code config} or {@code action}; a {@code comment} changes nothing
 * @param text one line of 1 to 500 characters
 * @param traceId of the request in which it was told; {@code null} if there was none
 */
public record Noted(
        String id,
        Instant at,
        String kind,
        String text,
        @Nullable String traceId) implements JournalEntry {

    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_-]{0,31}");
    private static final int LONGEST_TEXT = 500;
    private static final String COMMENT = "comment";

    public Noted {
        requireNonNull(id, "id");
        requireNonNull(at, "at");
        if (!KIND.matcher(requireNonNull(kind, "kind")).matches()) {
            throw new IllegalArgumentException("the kind of a note must match " + KIND + "; it has " + kind.length()
                    + " characters and would not be found again");
        }
        requireNonNull(text, "text");
        if (!isLine(text, LONGEST_TEXT)) {
            throw new IllegalArgumentException("the text of a note must be one line of 1 to " + LONGEST_TEXT
                    + " characters, since timelines show it, but has " + text.length());
        }
    }

    /**
     * Whether a timeline can show the text: one line of 1 to so many characters, not all of them blank, and none of them a
     * control or format character.
     */
    public static boolean isLine(String text, int longest) {
        return !text.isBlank() && text.length() <= longest && text.chars().noneMatch(Noted::isNoText);
    }

    /** Whether it may be the cause of what came after it. */
    public boolean isChange() {
        return !kind.equals(COMMENT);
    }

    /** How it reads as a suspect: {@code version v3.4.13 started 4 min before: consider rollback}. */
    String suspectedOf(Instant failure) {
        return text + " " + Spans.show(Duration.between(at, failure)) + " before: consider rollback";
    }

    /** Control and format characters, line separators among them: none of them can be seen. */
    private static boolean isNoText(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
