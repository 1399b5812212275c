package io.plimsoll.resilience.vertx;

import io.plimsoll.resilience.http.RefusalAnswer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;

/** How a finished answer is written on an event loop. */
final class Answers {

    private Answers() {}

    static void end(HttpServerResponse response, RefusalAnswer refusal) {
        end(response, refusal.status(), refusal.headers(), refusal.body());
    }

    static void end(HttpServerResponse response, int status, Map<String, String> headers, byte[] body) {
        response.setStatusCode(status);
        headers.forEach(response::putHeader);
        response.end(Buffer.buffer(body));
    }
}
