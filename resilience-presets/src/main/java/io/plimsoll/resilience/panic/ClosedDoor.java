package io.plimsoll.resilience.panic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.plimsoll.panic.PanicButton;
import io.plimsoll.panic.Ramp;
import io.plimsoll.resilience.http.OpsPaths;
import io.plimsoll.resilience.http.RefusalAnswer;
import java.time.Duration;
import java.util.LinkedHashMap;
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

    private final Ramp ramp;
    private final int status;
    private final @Nullable Page page;
    private final OpsPaths open;

    @SuppressWarnings("ArrayRecordComponent") // shown to nobody
    private record Page(String contentType, byte[] body) {}

    private ClosedDoor(Ramp ramp, int status, @Nullable Page page, OpsPaths open) {
        this.ramp = ramp;
        this.status = status;
        this.page = page;
        this.open = open;
    }

    /** 503 with a short problem as JSON; {@code /health}, {@code /panic}, {@code /mitigation}, {@code /actuator} and below stay open. */
    public static ClosedDoor of(PanicButton button) {
        return new ClosedDoor(Ramp.of(button), SERVICE_UNAVAILABLE, null, OpsPaths.usual());
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

    /** Keeps these paths open, instead of the usual ones. */
    public ClosedDoor open(OpsPaths paths) {
        return new ClosedDoor(ramp, status, page, requireNonNull(paths, "paths"));
    }

    /**
     * What to answer instead of what was asked for; {@code null} if the request is let in.
     *
     * @param rawPath as it came over the wire, below the application's own prefix
     */
    public @Nullable Answer answerTo(String rawPath) {
        if (!ramp.refuses() || open.contain(rawPath)) {
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
