package io.plimsoll.resilience.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.LocalServer;
import io.plimsoll.resilience.Preset;
import io.plimsoll.resilience.hop.AttemptHeader;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Guards in a service on Vert.x that asks another one by Vert.x' client. */
class EventLoopTest {

    private final Vertx vertx = Vertx.vertx();
    private final java.net.http.HttpClient user = java.net.http.HttpClient.newHttpClient();
    private final Guard inventory = Guard.of(
            "inventory", Preset.read().withBudget(1, 100).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)));
    private final Guard off = Guard.of("recommendations", Preset.analytics().offWhile(() -> true));

    @AfterEach
    void close() throws Exception {
        inventory.close();
        off.close();
        await(vertx.close());
    }

    @Test
    void makesOneAttemptForACallerWhoRetriesAndHandsItsHeaderOn() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (var downstream = LocalServer.start(exchange -> {
            seen.add(exchange.getRequestHeaders().getFirst(AttemptHeader.NAME));
            LocalServer.answer(exchange, 503, "");
        })) {
            HttpClient client = vertx.createHttpClient();
            URI service = serve(context -> stock(client, downstream, context));

            assertThat(get(service, "2/3").statusCode()).isEqualTo(502);
            assertThat(seen).containsExactly("2/3");

            seen.clear();
            assertThat(get(service, "1/1").statusCode()).isEqualTo(502);
            assertThat(seen).containsExactly("1/3", "2/3", "3/3");
        }
    }

    @Test
    void answersARefusalWhetherThrownOrCompletedWith() throws Exception {
        URI throwing = serve(context -> off.call(attempt -> "never"));
        URI completing = serve(context -> Future.fromCompletionStage(
                        off.callAsync(attempt -> Future.succeededFuture("never").toCompletionStage())
                                .thenApply(String::strip))
                .onFailure(context::fail));

        for (URI service : List.of(throwing, completing)) {
            HttpResponse<String> answer = get(service, "1/1");

            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.body()).isEqualTo("{\"title\":\"Too Many Requests\",\"status\":429}");
            assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isBetween(30L, 45L);
        }
    }

    @Test
    void leavesOtherFailuresToTheNextHandler() throws Exception {
        URI service = serve(context -> context.fail(new IllegalStateException("bug")));

        assertThat(get(service, "1/1").statusCode()).isEqualTo(500);
    }

    private void stock(HttpClient client, LocalServer downstream, RoutingContext context) {
        URI uri = downstream.uri("/items");
        AttemptHandler.attemptOf(context)
                .during(() -> inventory.callAsync(attempt -> client.request(
                                HttpMethod.GET, uri.getPort(), uri.getHost(), uri.getPath())
                        .compose(request -> AttemptHandler.say(attempt, request).send())
                        .compose(answer -> answer.statusCode() == 200
                                ? Future.succeededFuture("stock")
                                : Future.<String>failedFuture(new AnswerException(answer.statusCode(), null)))
                        .toCompletionStage()))
                .whenComplete((stock, thrown) -> context.response()
                        .setStatusCode(thrown == null ? 200 : 502)
                        .end());
    }

    private URI serve(Handler<RoutingContext> handler) throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(new AttemptHandler()).failureHandler(new RefusalHandler());
        router.route().handler(handler);
        HttpServer server =
                await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/");
    }

    private HttpResponse<String> get(URI service, String header) throws Exception {
        return user.send(
                HttpRequest.newBuilder(service)
                        .header(AttemptHeader.NAME, header)
                        .build(),
                BodyHandlers.ofString());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
