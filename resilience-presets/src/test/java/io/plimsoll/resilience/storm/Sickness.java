package io.plimsoll.resilience.storm;

import com.sun.net.httpserver.HttpExchange;
import io.plimsoll.resilience.LocalServer;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What inventory has. */
enum Sickness {
    /** Answers well, 150 ms after whoever asked has given up. */
    SLOW,
    /** Says at once that it cannot. */
    ANSWERS_503,
    /** Accepts, reads and says nothing. */
    SILENT;

    void show(HttpExchange exchange, ScheduledExecutorService later) throws IOException {
        switch (this) {
            case SLOW -> {
                var unused = later.schedule(() -> answerLate(exchange), 400, TimeUnit.MILLISECONDS);
            }
            case ANSWERS_503 -> LocalServer.answer(exchange, 503, "no");
            case SILENT -> exchange.getRequestBody().readAllBytes();
        }
    }

    private static void answerLate(HttpExchange exchange) {
        try {
            LocalServer.answer(exchange, 200, "stock");
        } catch (IOException goneMeanwhile) {
            exchange.close();
        }
    }
}
