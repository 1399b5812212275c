package io.plimsoll.resilience.panic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.plimsoll.panic.PanicButton;
import io.plimsoll.panic.Ramp;
import io.plimsoll.resilience.http.RefusalAnswer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers every request with the same page while a button is pressed, so that nothing behind it works; but for the paths by
 * which one sees and ends that.
 *
 * <p>The answer is 503 with a {@code Retry-After} spread from 30 to 45 s, and made of nothing that could fail. When the last
 * lease has had its time, requests are let in by a {@link Ramp}: whoever was sent away comes back at once otherwise.
 *
 * <p>Immutable; {@code ClosedDoorFilter} and {@code ClosedDoorHandler} ask it.
 */
public final class ClosedDoor {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final List<String> OPS = List.of("/health", "/panic", "/mitigation", "/actuator");
    private static final List<String> NOT_PLAIN = List.of("..", "//", "%", ";", "\\");

    private final Ramp ramp;
    private final int status;
    private final @Nullable Page page;
    private final List<String> open;

    @SuppressWarnings("ArrayRecordComponent") // shown to nobody
    private record Page(String contentType, byte[] body) {}

    private ClosedDoor(Ramp ramp, int status, @Nullable Page page, List<String> open) {
        this.ramp = ramp;
        this.status = status;
        this.page = page;
        this.open = open;
    }

    /** 503 with a short problem as JSON; {@code /health}, {@code /panic}, {@code /mitigation}, {@code /actuator} and below stay open. */
    public static ClosedDoor of(PanicButton button) {
        return new ClosedDoor(Ramp.of(button), SERVICE_UNAVAILABLE, null, OPS);
    }

    /** Answers 429 instead, which says that this is about the request and not about the instance: no proxy tries another one. */
    public ClosedDoor tooManyRequests() {
        return new ClosedDoor(ramp, TOO_MANY_REQUESTS, page, open);
    }

    /** Shows people a page of one's own, such as {@code text/html; charset=utf-8}. */
    public ClosedDoor page(String contentType, String text) {
        return new ClosedDoor(
                ramp, status, new Page(requireNonNull(contentType, "contentType"), text.getBytes(UTF_8)), open);
    }

    /**
     * Keeps these paths and all below them open, instead of the usual ones.
     *
     * @param paths such as {@code /health}, without a slash at the end
     */
    public ClosedDoor open(String... paths) {
        for (String path : paths) {
            if (!path.startsWith("/") || path.endsWith("/") || !isPlain(path)) {
                throw new IllegalArgumentException(
                        "'" + path + "' cannot be kept open: a path begins with a slash, does not"
                                + " end with one, and is written in one way only");
            }
        }
        return new ClosedDoor(ramp, status, page, List.of(paths));
    }

    /**
     * What to answer instead of what was asked for; {@code null} if the request is let in.
     *
     * @param rawPath as it came over the wire, below the application's own prefix. One that can be read in several ways is none
     *     of those that are open
     */
    public @Nullable Answer answerTo(String rawPath) {
        if (!ramp.refuses() || isOpen(rawPath)) {
            return null;
        }
        RefusalAnswer refusal = RefusalAnswer.after(RETRY_AFTER, status);
        var headers = new LinkedHashMap<>(refusal.headers());
        if (page == null) {
            return new Answer(status, headers, refusal.body());
        }
        headers.put("Content-Type", page.contentType);
        return new Answer(status, headers, page.body);
    }

    private boolean isOpen(String path) {
        for (String prefix : open) {
            if (path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
                return isPlain(path);
            }
        }
        return false;
    }

    private static boolean isPlain(String path) {
        return NOT_PLAIN.stream().noneMatch(path::contains);
    }

    /** A finished answer. */
    public static final class Answer {

        private final int status;
        private final Map<String, String> headers;
        private final byte[] body;

        private Answer(int status, Map<String, String> headers, byte[] body) {
            this.status = status;
            this.headers = Map.copyOf(headers);
            this.body = body;
        }

        public int status() {
            return status;
        }

        public Map<String, String> headers() {
            return headers;
        }

        /** A copy. */
        public byte[] body() {
            return body.clone();
        }
    }
}
