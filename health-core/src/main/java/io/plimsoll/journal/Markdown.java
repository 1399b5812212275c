package io.plimsoll.journal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Text from anywhere in a page of Markdown: it is shown as it is and marks up nothing. */
final class Markdown {

    private static final String SPECIAL = "\\`*_{}[]()#+-.!|~<>&:@";
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Markdown() {}

    /** In one line. Punctuation becomes an entity where a backslash would not be enough: a bare link is one without markup. */
    static String escaped(String foreign) {
        var escaped = new StringBuilder(foreign.length() + 16);
        for (int i = 0; i < foreign.length(); i++) {
            char next = foreign.charAt(i);
            if (Character.isISOControl(next)) {
                escaped.append(' ');
            } else if (next == '<' || next == '>' || next == '&' || next == ':' || next == '@') {
                escaped.append("&#").append((int) next).append(';');
            } else if (SPECIAL.indexOf(next) >= 0 && !isPlainIn(foreign, i)) {
                escaped.append('\\').append(next);
            } else {
                escaped.append(next);
            }
        }
        return escaped.toString();
    }

    /** Lines as they are, which cannot end the block that they stand in. */
    static String fenced(String foreign) {
        return "```text\n" + foreign.replace('`', '\'') + "\n```\n";
    }

    static String minute(Instant instant) {
        return MINUTE.format(instant);
    }

    static String second(Instant instant) {
        return SECOND.format(instant);
    }

    /** A dot or dash between letters or digits is text: versions and names stay readable. */
    private static boolean isPlainIn(String text, int at) {
        char it = text.charAt(at);
        return (it == '.' || it == '-')
                && at > 0
                && at + 1 < text.length()
                && Character.isDigit(text.charAt(at - 1))
                && Character.isDigit(text.charAt(at + 1));
    }
}
