package io.plimsoll.resilience.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.CallRefusedException;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import io.plimsoll.resilience.hop.AttemptHeader;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
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
    private Server server;

    @BeforeEach
    void start() throws Exception {
        // Few threads, so that one request gets the thread of another.
        server = new Server(new QueuedThreadPool(4));
        var connector = new ServerConnector(server, 1, 1);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        var context = new ServletContextHandler("/");
        context.addFilter(new FilterHolder(new GuardFilter()), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(
                new ServletHolder(new HttpServlet() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response)
                            throws IOException, ServletException {
                        application.serve(response);
                    }
                }),
                "/*");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() {
        LifeCycle.stop(server);
        guard.close();
        off.close();
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
        HttpRequest request = HttpRequest.newBuilder(server.getURI())
                .header(AttemptHeader.NAME, header)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
