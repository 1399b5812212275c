package io.plimsoll.resilience.servlet;

import static io.plimsoll.panic.Press.by;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.resilience.panic.ClosedDoor;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClosedDoorFilterTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private final PanicBoard board = PanicBoard.of("door");
    private final PanicButton button = board.button("door");
    private final Server server = new Server();

    @BeforeEach
    void start() throws Exception {
        var connector = new ServerConnector(server, 1, 1);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        var context = new ServletContextHandler("/shop");
        context.addFilter(
                new FilterHolder(new ClosedDoorFilter(ClosedDoor.of(button))),
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(
                new ServletHolder(new HttpServlet() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                        response.getWriter().write("served");
                    }
                }),
                "/*");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() {
        LifeCycle.stop(server);
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
        return client.send(HttpRequest.newBuilder(server.getURI().resolve(path)).build(), BodyHandlers.ofString());
    }
}
