package io.plimsoll.resilience.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.resilience.shed.ConcurrencyLimit;
import io.plimsoll.resilience.shed.Criticality;
import io.plimsoll.resilience.shed.LoadShedder;
import io.plimsoll.resilience.shed.Served;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShedHandlerTest {

    private static final int LIMIT = 2;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CompletableFuture<Void> firstIsGone = new CompletableFuture<>();
    private final CompletableFuture<RoutingContext> begun = new CompletableFuture<>();
    private final Served limit = new Served(ConcurrencyLimit.fixed(LIMIT));
    private final LoadShedder shedder = LoadShedder.of(limit);
    private URI shop;

    @BeforeEach
    void start() throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(context -> {
            context.addEndHandler(
                    end -> firstIsGone.complete(null)); // they are called in reverse order: after the shedder's
            context.next();
        });
        router.route()
                .handler(new ShedHandler(
                        shedder,
                        context -> "/pay".equals(context.request().path())
                                ? Criticality.CRITICAL
                                : Criticality.SHEDDABLE));
        router.route("/slow").handler(begun::complete);
        router.route("/throws").handler(context -> {
            throw new IllegalStateException("no");
        });
        router.route("/429")
                .handler(context -> context.response().setStatusCode(429).end());
        router.route("/worth").handler(ShedHandlerTest::answerWorth);
        router.route("/health/worth").handler(ShedHandlerTest::answerWorth);
        router.route().handler(context -> context.end("served"));
        HttpServer server =
                await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        shop = URI.create("http://127.0.0.1:" + server.actualPort());
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void refusesWhatIsWorthLessUntilARequestIsAnswered() throws Exception {
        CompletableFuture<HttpResponse<String>> slow = begin("/slow");
        RoutingContext waiting = begun.get(10, TimeUnit.SECONDS);

        HttpResponse<String> refused = get("/list");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).isEqualTo("{\"title\":\"Too Many Requests\",\"status\":429}");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(2L, 3L);
        assertThat(get("/pay").statusCode()).isEqualTo(200);
        assertThat(get("/health/deep").body()).isEqualTo("served");

        waiting.vertx().runOnContext(now -> waiting.end("served"));
        assertThat(slow.get(10, TimeUnit.SECONDS).body()).isEqualTo("served");
        limit.await(2);
        assertThat(get("/list").statusCode()).isEqualTo(200);
    }

    @Test
    void learnsNothingFromWhatFails() throws Exception {
        assertThat(get("/throws").statusCode()).isEqualTo(500);

        assertThat(get("/pay").statusCode()).isEqualTo(200);
        limit.await(1);
        assertThat(shedder.inside()).isZero();
    }

    @Test
    void learnsNothingFromWhatIsRefusedFurtherInside() throws Exception {
        assertThat(get("/429").statusCode()).isEqualTo(429);

        assertThat(get("/pay").statusCode()).isEqualTo(200);
        limit.await(1);
        assertThat(shedder.inside()).isZero();
    }

    @Test
    void tellsWhatARequestIsWorth() throws Exception {
        assertThat(get("/worth").body()).isEqualTo("SHEDDABLE");
        assertThat(get("/health/worth").body()).as("let through").isEqualTo("NORMAL");
    }

    @Test
    void givesUpThePlaceOfAClientWhoHasGone() throws Exception {
        CompletableFuture<HttpResponse<String>> slow = begin("/slow");
        begun.get(10, TimeUnit.SECONDS);

        slow.cancel(true);

        firstIsGone.get(10, TimeUnit.SECONDS);
        assertThat(shedder.inside()).isZero();
        limit.await(0);
    }

    private static void answerWorth(RoutingContext context) {
        String worth = ShedHandler.criticalityOf(context)
                .during(() -> Criticality.current().name());
        context.end(worth);
    }

    private CompletableFuture<HttpResponse<String>> begin(String path) {
        return client.sendAsync(HttpRequest.newBuilder(shop.resolve(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return begin(path).get(10, TimeUnit.SECONDS);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
