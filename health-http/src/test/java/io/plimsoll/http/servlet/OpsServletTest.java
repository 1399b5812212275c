package io.plimsoll.http.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.http.contract.Ask;
import io.plimsoll.http.contract.Checkout;
import io.plimsoll.http.contract.OpsContract;
import io.plimsoll.http.contract.RawHttp;
import io.plimsoll.http.endpoint.OpsRouter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.Test;

class OpsServletTest extends OpsContract {

    @Override
    protected Running serve(OpsRouter ops) throws Exception {
        return jetty(ops, "/", "/*");
    }

    @Test
    void answersBelowTheContextPathOfTheApplication() throws Exception {
        try (var checkout = Checkout.up();
                var server = jetty(OpsRouter.builder(checkout.health).build(), "/shop", "/health/*")) {
            assertThat(RawHttp.get(server.port(), "/shop/health/deep").status()).isEqualTo(200);
            assertThat(RawHttp.get(server.port(), "/shop/health/deep/redis").status())
                    .isEqualTo(200);
            assertIsProblem(RawHttp.get(server.port(), "/shop/health/deep/unknown"), 404);
            assertIsProblem(RawHttp.get(server.port(), "/shop/health"), 404);
        }
    }

    @Test
    void answersWithTheSameBytesAndHeadersAsTheRouter() throws Exception {
        try (var checkout = Checkout.up()) {
            var ops = OpsRouter.builder(checkout.health).build();
            try (var server = jetty(ops, "/", "/*")) {
                var answer = RawHttp.get(server.port(), "/health/deep");

                var expected = ops.handle(Ask.get("/health/deep"));
                assertThat(answer.body()).isEqualTo(new String(expected.body(), UTF_8));
                assertThat(answer.headers()).containsAllEntriesOf(expected.headers());
            }
        }
    }

    private static Running jetty(OpsRouter ops, String contextPath, String mapping) throws Exception {
        var server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var context = new ServletContextHandler(contextPath);
        context.addServlet(new ServletHolder(new OpsServlet(ops)), mapping);
        server.setHandler(context);
        server.start();
        return new Running() {
            @Override
            public int port() {
                return server.getURI().getPort();
            }

            @Override
            public void close() {
                LifeCycle.stop(server);
            }
        };
    }
}
