package io.plimsoll.resilience.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.resilience.LocalServer;
import io.plimsoll.resilience.shed.ConcurrencyLimit;
import io.plimsoll.resilience.shed.Criticality;
import io.plimsoll.resilience.shed.LoadShedder;
import io.plimsoll.resilience.shed.Served;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShedFilterTest {

    private static final int LIMIT = 2;

    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch latch = new CountDownLatch(1);
    private final CompletableFuture<AsyncContext> begun = new CompletableFuture<>();
    private final Served limit = new Served(ConcurrencyLimit.fixed(LIMIT));
    private final LoadShedder shedder = LoadShedder.of(limit);
    private JettyWithFilter server;

    @BeforeEach
    void start() throws Exception {
        var filter = new ShedFilter(
                shedder,
                request -> request.getRequestURI().endsWith("/pay") ? Criticality.CRITICAL : Criticality.SHEDDABLE);
        server = JettyWithFilter.start("/shop", 8, filter, this::serve);
    }

    @AfterEach
    void stop() {
        latch.countDown();
        server.close();
    }

    @Test
    void refusesWhatIsWorthLessWhileThereIsRoomForWhatIsWorthMore() throws Exception {
        CompletableFuture<HttpResponse<String>> slow = begin("/shop/slow");
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

        HttpResponse<String> refused = get("/shop/list");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).isEqualTo("{\"title\":\"Too Many Requests\",\"status\":429}");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(2L, 3L);
        assertThat(get("/shop/pay").statusCode()).isEqualTo(200);
        assertThat(get("/shop/health/deep").body()).isEqualTo("served");

        latch.countDown();
        assertThat(slow.get(10, TimeUnit.SECONDS).body()).isEqualTo("served");
        limit.await(2);
        assertThat(get("/shop/list").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/shop/throws", "/shop/503", "/shop/async-503", "/shop/429"})
    void learnsNothingFromWhatFails(String path) throws Exception {
        assertThat(get(path).statusCode()).isGreaterThanOrEqualTo(429);

        assertThat(get("/shop/pay").statusCode()).isEqualTo(200);
        limit.await(1);
        assertThat(shedder.inside()).isZero();
    }

    @Test
    void tellsWhoIsCalledWhatTheRequestIsWorth() throws Exception {
        assertThat(get("/shop/worth/pay").body()).isEqualTo("CRITICAL");
        assertThat(get("/shop/worth").body()).isEqualTo("SHEDDABLE");
        assertThat(get("/shop/health/worth").body()).as("let through").isEqualTo("NORMAL");
    }

    @Test
    void keepsAnAsynchronousRequestInsideUntilItIsAnswered() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = begin("/shop/async");
        AsyncContext context = begun.get(10, TimeUnit.SECONDS);

        assertThat(get("/shop/list").statusCode()).isEqualTo(429);
        limit.await(0);

        context.complete();
        assertThat(waiting.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        limit.await(1);
        assertThat(shedder.inside()).isZero();
    }

    private void serve(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        switch (request.getRequestURI()) {
            case "/shop/throws" -> throw new ServletException("no");
            case "/shop/503" -> response.setStatus(503);
            case "/shop/429" -> response.setStatus(429);
            case "/shop/worth", "/shop/worth/pay", "/shop/health/worth" ->
                response.getWriter().write(Criticality.current().name());
            case "/shop/async" -> begun.complete(request.startAsync());
            case "/shop/async-503" -> {
                AsyncContext context = request.startAsync();
                response.setStatus(503);
                context.complete();
            }
            case "/shop/slow" -> {
                entered.countDown();
                LocalServer.await(latch);
                response.getWriter().write("served");
            }
            default -> response.getWriter().write("served");
        }
    }

    private CompletableFuture<HttpResponse<String>> begin(String path) {
        return client.sendAsync(HttpRequest.newBuilder(server.uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return begin(path).get(10, TimeUnit.SECONDS);
    }
}
