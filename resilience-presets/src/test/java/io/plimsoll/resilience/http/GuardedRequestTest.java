package io.plimsoll.resilience.http;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.CallRefusedException;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.LocalServer;
import io.plimsoll.resilience.Preset;
import io.plimsoll.resilience.Stage;
import io.plimsoll.resilience.Tally;
import io.plimsoll.resilience.hop.AttemptHeader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardedRequestTest {

    private static final Preset EAGER = Preset.read().withBudget(1, 100).withBackoff(ofMillis(1), ofMillis(1));

    private final HttpClient client = HttpClient.newHttpClient();
    private Guard guard = Guard.of("inventory", EAGER);

    @AfterEach
    void close() {
        guard.close();
    }

    @Test
    void saysWhichAttemptItIsWhateverTheRequestSaid() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (var server = LocalServer.start(exchange -> {
            seen.addAll(exchange.getRequestHeaders().get(AttemptHeader.NAME));
            LocalServer.answer(exchange, seen.size() < 3 ? 503 : 200, "stock");
        })) {
            HttpRequest request = HttpRequest.newBuilder(server.uri("/items"))
                    .header(AttemptHeader.NAME, "9/9")
                    .build();

            assertThat(send(request).body()).isEqualTo("stock");
        }

        assertThat(seen).containsExactly("1/3", "2/3", "3/3");
    }

    /** By the client itself, and not ours to change: known here so that nobody looks for it in the budget. */
    @Test
    void isSentOnceMoreIfAKeptConnectionEndsWithoutAnAnswer() throws Exception {
        var received = new AtomicInteger();
        try (var server = LocalServer.start(exchange -> {
            if (received.incrementAndGet() == 2) {
                throw new IOException("nothing is answered, and the connection closed");
            }
            LocalServer.answer(exchange, 200, "stock");
        })) {
            HttpRequest request = HttpRequest.newBuilder(server.uri("/items")).build();

            assertThat(send(request).body()).isEqualTo("stock");
            assertThat(send(request).body()).isEqualTo("stock");
        }

        assertThat(received).hasValue(3);
        assertThat(guard.count(Tally.RETRIED)).isZero();
    }

    @Test
    void endsWithTheTimeThatIsLeftEvenInTheMiddleOfTheBody() throws Exception {
        guard.close();
        guard = Guard.of("inventory", Preset.read().withDeadline(ofSeconds(1)));
        try (var server = LocalServer.start(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(new byte[50]);
            exchange.getResponseBody().flush();
            LocalServer.await(new CountDownLatch(1));
        })) {
            HttpRequest request = HttpRequest.newBuilder(server.uri("/items")).build();

            assertThatThrownBy(() -> send(request))
                    .isInstanceOf(HttpTimeoutException.class)
                    .hasMessageStartingWith("no complete answer within PT");

            assertThat(server.requests()).isEqualTo(1);
            assertThat(guard.count(Tally.RETRIED)).isZero();
        }
    }

    @Test
    void keepsTheRequestsOwnLimitForEachAttemptIfItIsShorter() throws Exception {
        try (var server = LocalServer.silent()) {
            HttpRequest request = HttpRequest.newBuilder(server.uri("/items"))
                    .timeout(ofMillis(50))
                    .build();

            assertThatThrownBy(() -> send(request)).isInstanceOf(HttpTimeoutException.class);

            assertThat(guard.count(Tally.RETRIED)).isEqualTo(2);
            assertThat(guard.state().lastFailure().latency()).isGreaterThan(ofMillis(49));
        }
    }

    @Test
    void takesTheServersWordForWhenToComeBack() throws Exception {
        try (var server = LocalServer.start(exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "3");
            LocalServer.answer(exchange, 429, "");
        })) {
            HttpRequest request = HttpRequest.newBuilder(server.uri("/items")).build();

            assertThatThrownBy(() -> send(request)).isInstanceOfSatisfying(AnswerException.class, answered -> {
                assertThat(answered.status()).isEqualTo(429);
                assertThat(answered.retryAfter()).contains(ofSeconds(3));
            });

            assertThat(server.requests()).isEqualTo(1);
            assertThat(guard.count(Tally.RATE_LIMITED)).isEqualTo(1);
        }
    }

    @Test
    void returnsWhatTheServerRightlyRefuses() throws Exception {
        try (var server = LocalServer.answering(404)) {
            HttpRequest request = HttpRequest.newBuilder(server.uri("/items")).build();

            assertThat(send(request).statusCode()).isEqualTo(404);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void sendsNothingTwiceThatHasNoIdempotencyKey() throws Exception {
        try (var server = LocalServer.answering(503, 503, 201)) {
            HttpRequest.Builder post =
                    HttpRequest.newBuilder(server.uri("/orders")).POST(BodyPublishers.ofString("1"));

            assertThatThrownBy(() -> send(post.build()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "POST without Idempotency-Key through a guard that makes up to 3 attempts; what timed out"
                                    + " may have been done, and would be done twice");
            assertThat(server.requests()).isZero();

            post.header("Idempotency-Key", "4711");
            assertThat(send(post.build()).statusCode()).isEqualTo(201);
            assertThat(server.requests()).isEqualTo(3);
        }
    }

    @Test
    void sendsAWriteOnceWithoutAKey() throws Exception {
        try (var server = LocalServer.answering(503);
                var write = Guard.of("orders", Preset.write())) {
            HttpRequest post = HttpRequest.newBuilder(server.uri("/orders"))
                    .POST(BodyPublishers.ofString("1"))
                    .build();

            assertThatThrownBy(() -> write.call(
                            attempt -> GuardedRequest.of(post).send(client, BodyHandlers.ofString(), attempt)))
                    .isInstanceOf(AnswerException.class)
                    .hasMessage("answered 503");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void throwsWhatTheClientThrows() throws Exception {
        HttpRequest request;
        try (var server = LocalServer.answering(200)) {
            request = HttpRequest.newBuilder(server.uri("/items")).build();
        }

        assertThatThrownBy(() -> send(request)).isInstanceOf(ConnectException.class);
        assertThat(guard.count(Tally.RETRIED)).isEqualTo(2);
    }

    @Test
    void endsWhenItsThreadIsInterruptedWithoutBlamingAnybody() throws Exception {
        try (var server = LocalServer.silent()) {
            HttpRequest request = HttpRequest.newBuilder(server.uri("/items")).build();
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> send(request))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessage("interrupted while waiting for an answer");

            assertThat(Thread.interrupted()).isTrue();
            assertThat(guard.count(Tally.RETRIED)).isZero();
            assertThat(guard.state().lastFailure()).isNull();
        }
    }

    @Test
    void triesAgainWithoutHoldingAThread() throws Exception {
        try (var server = LocalServer.answering(503, 200)) {
            HttpRequest request = HttpRequest.newBuilder(server.uri("/items")).build();

            HttpResponse<String> answer = guard.callAsync(
                            attempt -> GuardedRequest.of(request).sendAsync(client, BodyHandlers.ofString(), attempt))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(guard.count(Tally.RETRIED)).isEqualTo(1);
        }
    }

    @Test
    void givesUpItsExchangeWhenTheGuardCutsIt() throws Exception {
        guard.close();
        guard = Guard.of("inventory", Preset.read().withDeadline(ofMillis(200)));
        try (var server = LocalServer.start(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            LocalServer.await(new CountDownLatch(1));
        })) {
            HttpRequest request = HttpRequest.newBuilder(server.uri("/items")).build();

            var answer = guard.callAsync(
                            attempt -> GuardedRequest.of(request).sendAsync(client, BodyHandlers.ofString(), attempt))
                    .toCompletableFuture();

            assertThatThrownBy(answer::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            CallRefusedException.class,
                            refused -> assertThat(refused.stage()).isEqualTo(Stage.DEADLINE));
            awaitNoneInFlight();
        }
    }

    private void awaitNoneInFlight() {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (guard.state().inFlight() > 0 && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        assertThat(guard.state().inFlight()).isZero();
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return guard.call(attempt -> GuardedRequest.of(request).send(client, BodyHandlers.ofString(), attempt));
    }
}
