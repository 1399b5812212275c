package io.plimsoll.resilience.servlet;

import io.plimsoll.resilience.http.RefusalAnswer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** How a finished answer is written in a servlet container. */
final class Answers {

    private Answers() {}

    static void write(HttpServletResponse response, RefusalAnswer refusal) throws IOException {
        write(response, refusal.status(), refusal.headers(), refusal.body());
    }

    static void write(HttpServletResponse response, int status, Map<String, String> headers, byte[] body)
            throws IOException {
        response.setStatus(status);
        headers.forEach(response::setHeader);
        response.getOutputStream().write(body);
    }
}
