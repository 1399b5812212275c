package io.plimsoll.panic.redis;

import io.plimsoll.panic.Lease;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lease as one line, the same for Redis, for messages and for the file: its parts with tabs between them, which no part can
 * hold. The first part is the version of the format, and what comes after the last part is of a newer one and ignored.
 */
final class LeaseText {

    private static final String VERSION = "1";
    private static final int PARTS = 12;
    /** All parts at their longest have some 700 characters, in any language. */
    private static final int LONGEST = 2_000;

    private LeaseText() {}

    static String write(Lease lease) {
        return String.join(
                "\t",
                VERSION,
                lease.id(),
                lease.button(),
                lease.from().toString(),
                lease.until().toString(),
                lease.source(),
                lease.drill() ? "drill" : "",
                lease.by(),
                lease.reason(),
                orEmpty(lease.incident()),
                orEmpty(lease.extendedBy()),
                orEmpty(lease.releasedBy()));
    }

    /** @throws IllegalArgumentException if it is no lease; the message does not repeat it, since anybody may have written it */
    static Lease read(String text) {
        if (text.length() > LONGEST) {
            throw noLease();
        }
        List<String> parts = List.of(text.split("\t", -1));
        if (parts.size() < PARTS || !parts.get(0).equals(VERSION)) {
            throw noLease();
        }
        try {
            return new Lease(
                    parts.get(1),
                    parts.get(2),
                    parts.get(7),
                    parts.get(8),
                    parts.get(5),
                    orNull(parts.get(9)),
                    isDrill(parts.get(6)),
                    Instant.parse(parts.get(3)),
                    Instant.parse(parts.get(4)),
                    orNull(parts.get(10)),
                    orNull(parts.get(11)));
        } catch (IllegalArgumentException | DateTimeException invalid) {
            throw noLease();
        }
    }

    private static boolean isDrill(String part) {
        if (part.isEmpty() || part.equals("drill")) {
            return !part.isEmpty();
        }
        throw noLease();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static IllegalArgumentException noLease() {
        return new IllegalArgumentException("not the text of a lease");
    }
}
