package io.plimsoll.resilience.vertx;

import static io.plimsoll.panic.Press.by;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.resilience.panic.ClosedDoor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClosedDoorHandlerTest {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final PanicBoard board = PanicBoard.of("door");
    private final PanicButton button = board.button("door");

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
        board.close();
    }

    @Test
    void closesTheDoorButForOps() throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(new ClosedDoorHandler(ClosedDoor.of(button).tooManyRequests()));
        router.route().handler(context -> context.end("served"));
        HttpServer server =
                await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        URI shop = URI.create("http://127.0.0.1:" + server.actualPort());
        assertThat(get(shop.resolve("/checkout")).body()).isEqualTo("served");

        button.press(by("alice", "load"));

        HttpResponse<String> closed = get(shop.resolve("/checkout"));
        assertThat(closed.statusCode()).isEqualTo(429);
        assertThat(closed.body()).isEqualTo("{\"title\":\"Too Many Requests\",\"status\":429}");
        assertThat(closed.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(30L, 45L);
        assertThat(get(shop.resolve("/health/deep")).body()).isEqualTo("served");

        button.releaseAll("alice");
        assertThat(get(shop.resolve("/checkout")).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
