package io.plimsoll.resilience.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plimsoll.resilience.CallRefusedException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * The one way in which a refusal becomes an answer: 429 with a {@code Retry-After} that is spread, so that those who were
 * refused together do not come back together.
 *
 * <p>It says nothing of the guard or the stage, which are in the metrics: who calls us need not know what we are made of.
 *
 * @param status of HTTP
 * @param retryAfterSeconds drawn from r to 1.5 r
 */
public record RefusalAnswer(int status, long retryAfterSeconds) {

    /** The type of the body. */
    public static final String CONTENT_TYPE = "application/problem+json";

    private static final int TOO_MANY_REQUESTS = 429;
    private static final long LEAST_SECONDS = 2;
    private static final long MOST_SECONDS = 60;

    /** 429. */
    public static RefusalAnswer to(CallRefusedException refused) {
        return to(refused, TOO_MANY_REQUESTS);
    }

    /** Another status, such as 503, for callers that do not know 429. */
    public static RefusalAnswer to(CallRefusedException refused, int status) {
        return to(refused, status, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** For what refuses without a guard: comes back sooner than that at best, and at most half of it later. */
    public static RefusalAnswer after(Duration retryAfter, int status) {
        return after(retryAfter, status, () -> ThreadLocalRandom.current().nextDouble());
    }

    static RefusalAnswer to(CallRefusedException refused, int status, DoubleSupplier random) {
        return after(refused.retryAfter(), status, random);
    }

    private static RefusalAnswer after(Duration retryAfter, int status, DoubleSupplier random) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException(
                    "a refusal is answered with a status from 400 to 599, but this is " + status);
        }
        long least = Math.min(
                MOST_SECONDS, Math.max(LEAST_SECONDS, retryAfter.plusMillis(999).toSeconds()));
        long spread = least / 2 + 1;
        return new RefusalAnswer(status, least + (long) (random.getAsDouble() * spread));
    }

    /** 429 for a request that is one too many at this moment: in 2 to 3 s there may be room. */
    public static RefusalAnswer ofOverload() {
        return after(Duration.ofSeconds(LEAST_SECONDS), TOO_MANY_REQUESTS);
    }

    /** Its headers, the type of its body among them. */
    public Map<String, String> headers() {
        return Map.of(
                "Retry-After",
                Long.toString(retryAfterSeconds),
                "Content-Type",
                CONTENT_TYPE,
                "Cache-Control",
                "no-store");
    }

    /** Its body: a problem as in RFC 9457. */
    public byte[] body() {
        String title = status == TOO_MANY_REQUESTS ? "Too Many Requests" : "Refused for now";
        return ("{\"title\":\"" + title + "\",\"status\":" + status + "}").getBytes(UTF_8);
    }
}
