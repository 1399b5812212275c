package io.plimsoll.journal;

import io.plimsoll.health.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Text from anywhere, made to fit: an exception can have a message of a megabyte, or throw when it is asked for it. */
final class Cut {

    private static final String MORE = "...";
    private static final int LONGEST_LINE = 400;
    private static final int MOST_CAUSES = 4;
    private static final int MOST_FRAMES = 6;

    private Cut() {}

    static String text(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + MORE;
    }

    /** The same finding with this many characters of details at most, and without what was thrown, which has any size. */
    static Finding finding(Finding finding, int characters) {
        Map<String, String> kept = new LinkedHashMap<>();
        int left = characters;
        for (Map.Entry<String, String> detail : finding.details().entrySet()) {
            if (left <= 0) {
                break;
            }
            String text = text(detail.getValue(), left);
            kept.put(detail.getKey(), text);
            left -= detail.getKey().length() + text.length();
        }
        return new Finding(
                finding.status(),
                finding.code(),
                finding.error(),
                finding.scope(),
                finding.readings(),
                kept,
                null,
                finding.latency());
    }

    static List<String> causes(@Nullable Throwable outermost) {
        List<String> lines = new ArrayList<>();
        Throwable thrown = outermost;
        for (int cause = 0; cause < MOST_CAUSES && thrown != null; cause++) {
            lines.add(text(thrown.getClass().getName() + ": " + message(thrown), LONGEST_LINE));
            StackTraceElement[] stack = stack(thrown);
            for (int frame = 0; frame < Math.min(MOST_FRAMES, stack.length); frame++) {
                lines.add(text("  at " + stack[frame], LONGEST_LINE));
            }
            thrown = cause(thrown);
        }
        return lines;
    }

    private static String message(Throwable foreign) {
        try {
            return String.valueOf(foreign.getMessage());
        } catch (Throwable unreadable) {
            return "its message cannot be read";
        }
    }

    private static StackTraceElement[] stack(Throwable foreign) {
        try {
            return foreign.getStackTrace();
        } catch (Throwable unreadable) {
            return new StackTraceElement[0];
        }
    }

    private static @Nullable Throwable cause(Throwable foreign) {
        try {
            return foreign.getCause();
        } catch (Throwable unreadable) {
            return null;
        }
    }
}
