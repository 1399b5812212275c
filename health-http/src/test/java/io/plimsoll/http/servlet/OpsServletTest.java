package io.plimsoll.http.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.http.contract.Ask;
import io.plimsoll.http.contract.Checkout;
import io.plimsoll.http.contract.OpsContract;
import io.plimsoll.http.contract.RawHttp;
import io.plimsoll.http.contract.Servers;
import io.plimsoll.http.endpoint.Access;
import io.plimsoll.http.endpoint.Credential;
import io.plimsoll.http.endpoint.OpsRouter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OpsServletTest extends OpsContract {

    @Override
    protected Running serve(OpsRouter ops) throws Exception {
        return Servers.JETTY_SERVLET_6_1.serve(ops);
    }

    @Test
    void answersBelowTheContextPathOfTheApplication() throws Exception {
        try (var checkout = Checkout.up();
                var server =
                        JettyServing.serve(OpsRouter.builder(checkout.health).build(), "/shop", "/health/*")) {
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
            try (var server = JettyServing.serve(ops, "/", "/*")) {
                var answer = RawHttp.get(server.port(), "/health/deep");

                var expected = ops.handle(Ask.get("/health/deep"));
                assertThat(answer.body()).isEqualTo(new String(expected.body(), UTF_8));
                assertThat(answer.headers()).containsAllEntriesOf(expected.headers());
            }
        }
    }

    @Test
    void asksTheContainerForRoles() throws Exception {
        try (var checkout = Checkout.up()) {
            var ops = OpsRouter.builder(checkout.health)
                    .anyone(Access.NONE)
                    .readers(Credential.role("oncall"))
                    .build();
            try (var server = JettyServing.serve(ops, "/", "/*", new KnowsWhoAsks())) {
                assertIsProblem(RawHttp.get(server.port(), "/health/deep"), 403);
                assertIsProblem(
                        RawHttp.send(server.port(), Ask.get("/health/deep").with("User", "guest")), 403);
                assertThat(RawHttp.send(server.port(), Ask.get("/health/deep").with("User", "oncall"))
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    /** As a host's security does it: by a filter that wraps the request. */
    private static final class KnowsWhoAsks extends HttpFilter {

        private static final long serialVersionUID = 1;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            chain.doFilter(
                    new HttpServletRequestWrapper(request) {
                        @Override
                        public boolean isUserInRole(String role) {
                            return role.equals(getHeader("User"));
                        }
                    },
                    response);
        }
    }
}
