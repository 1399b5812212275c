package io.plimsoll.http.endpoint;

import java.time.Duration;

/** How a verdict becomes a status: 200 for what works, 503 and when to come back for what does not. */
final class Verdicts {

    private final String retryAfter;

    /** @param shortestInterval of all components: asking more often tells hardly more; shown in whole seconds, at least 1 */
    Verdicts(Duration shortestInterval) {
        retryAfter = Long.toString(Math.max(1, shortestInterval.plusMillis(999).toSeconds()));
    }

    OpsResponse answer(boolean works, Form form, byte[] body) {
        return works
                ? OpsResponse.of(200, form.contentType(), body)
                : OpsResponse.of(503, form.contentType(), body).with("Retry-After", retryAfter);
    }
}
