package io.plimsoll.resilience.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.CallRefusedException;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import io.plimsoll.resilience.hop.AttemptHeader;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardFilterTest {

    /** What the application does with its request. */
    @FunctionalInterface
    private interface Application {
        void serve(HttpServletResponse response) throws IOException, ServletException;
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final Guard guard = Guard.of(
            "inventory",
            Preset.read().withoutBreaker().withBudget(1, 100).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)));
    private final Guard off = Guard.of("recommendations", Preset.analytics().offWhile(() -> true));
    private final AtomicInteger attempts = new AtomicInteger();
    private Application application = response -> {};
    private JettyWithFilter server;

    @BeforeEach
    void start() throws Exception {
        server = JettyWithFilter.start("/", 4, new GuardFilter(), (request, response) -> application.serve(response));
    }

    @AfterEach
    void stop() {
        server.close();
        guard.close();
        off.close();
    }

    @Test
    void answersARefusalThatAFutureHasWrapped() throws Exception {
        application = response -> off.callAsync(attempt -> new CompletableFuture<>())
                .toCompletableFuture()
                .join();

        assertThat(get("1/1").statusCode()).isEqualTo(429);
    }

    @Test
    void letsAGuardMakeOneAttemptForACallerWhoRetries() throws Exception {
        application = response -> {
            try {
                guard.call(attempt -> {
                    attempts.incrementAndGet();
                    throw new AnswerException(503, null);
                });
            } catch (AnswerException failed) {
                response.setStatus(502);
            }
        };

        assertThat(get("2/3").statusCode()).isEqualTo(502);
        assertThat(attempts).hasValue(1);
        for (int i = 0; i < 20; i++) {
            attempts.set(0);
            assertThat(get("nonsense").statusCode()).isEqualTo(502);
            assertThat(attempts).as("after a request that was retried").hasValue(3);
        }
    }

    @Test
    void answersARefusal() throws Exception {
        application = response -> {
            response.setHeader("X-Begun", "yes");
            response.getWriter().write("half an ans");
            off.call(attempt -> "never");
        };

        HttpResponse<String> answer = get("1/1");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).isEqualTo("{\"title\":\"Too Many Requests\",\"status\":429}");
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(30L, 45L);
        assertThat(answer.headers().firstValue("X-Begun")).isEmpty();
    }

    @Test
    void findsARefusalThatAFrameworkHasWrapped() throws Exception {
        application = response -> {
            try {
                off.call(attempt -> "never");
            } catch (CallRefusedException refused) {
                throw new ServletException(refused);
            }
        };

        assertThat(get("1/1").statusCode()).isEqualTo(429);
    }

    @Test
    void leavesOtherFailuresToTheContainer() throws Exception {
        application = response -> {
            throw new ServletException(new IllegalStateException("bug"));
        };

        assertThat(get("1/1").statusCode()).isEqualTo(500);
    }

    private HttpResponse<String> get(String header) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/"))
                .header(AttemptHeader.NAME, header)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
