package io.plimsoll.resilience.servlet;

import static io.plimsoll.panic.Press.by;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.resilience.panic.ClosedDoor;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClosedDoorFilterTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private final PanicBoard board = PanicBoard.of("door");
    private final PanicButton button = board.button("door");
    private JettyWithFilter server;

    @BeforeEach
    void start() throws Exception {
        server = JettyWithFilter.start(
                "/shop",
                4,
                new ClosedDoorFilter(ClosedDoor.of(button)),
                (request, response) -> response.getWriter().write("served"));
    }

    @AfterEach
    void stop() {
        server.close();
        board.close();
    }

    @Test
    void closesTheDoorButForOps() throws Exception {
        assertThat(get("/shop/checkout").body()).isEqualTo("served");

        button.press(by("alice", "load"));

        HttpResponse<String> closed = get("/shop/checkout");
        assertThat(closed.statusCode()).isEqualTo(503);
        assertThat(closed.body()).isEqualTo("{\"title\":\"Refused for now\",\"status\":503}");
        assertThat(closed.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(30L, 45L);
        assertThat(get("/shop/health/deep").body()).isEqualTo("served");

        button.releaseAll("alice");
        assertThat(get("/shop/checkout").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(server.uri(path)).build(), BodyHandlers.ofString());
    }
}
