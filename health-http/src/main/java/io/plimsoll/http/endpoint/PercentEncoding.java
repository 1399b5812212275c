package io.plimsoll.http.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Decodes a path segment strictly: what is not correct is refused and never guessed. */
final class PercentEncoding {

    private PercentEncoding() {}

    /**
     * The text that was encoded.
     *
     * @return {@code null} for a percent sign without two hexadecimal digits, bytes that are not UTF-8 (overlong forms and
     *     surrogates among them), and characters that have to be encoded in a path
     */
    static @Nullable String decode(String raw) {
        if (isPlain(raw)) {
            return raw;
        }
        var bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int value = i + 2 < raw.length() ? hex(raw.charAt(i + 1)) << 4 | hex(raw.charAt(i + 2)) : -1;
                if (value < 0) {
                    return null;
                }
                bytes.put((byte) value);
                i += 2;
            } else if (isPlain(c)) {
                bytes.put((byte) c);
            } else {
                return null;
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    private static boolean isPlain(String raw) {
        int plain = 0;
        while (plain < raw.length() && isPlain(raw.charAt(plain))) {
            plain++;
        }
        return plain == raw.length();
    }

    private static boolean isPlain(char c) {
        return c > ' ' && c < 0x7f && c != '%';
    }

    /** Negative for what is not a hexadecimal digit of ASCII, and so is anything that it is combined with. */
    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
