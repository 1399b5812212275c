package io.plimsoll.http.vertx;

import static io.plimsoll.testing.ScriptedProbe.HANG;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.http.contract.Ask;
import io.plimsoll.http.contract.Checkout;
import io.plimsoll.http.contract.RawHttp;
import io.plimsoll.http.endpoint.Access;
import io.plimsoll.http.endpoint.Credential;
import io.plimsoll.http.endpoint.OpsRouter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authorization.RoleBasedAuthorization;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BasicAuthHandler;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpsHandlerTest {

    private static final int PATIENCE_SECONDS = 20;

    private final Checkout checkout = Checkout.up();

    @AfterEach
    void close() {
        checkout.close();
    }

    @Test
    void answersBelowTheMountPointOfASubRouter() throws Exception {
        var ops = new OpsHandler(OpsRouter.builder(checkout.health).build());
        try (var server = VertxCoreServing.serve((Vertx vertx) -> {
            Router shop = Router.router(vertx);
            Router inner = Router.router(vertx);
            inner.route("/health/*").handler(ops);
            shop.route("/shop/ops/*").subRouter(inner);
            return shop;
        })) {
            assertThat(RawHttp.get(server.port(), "/shop/ops/health/deep").status())
                    .isEqualTo(200);
            assertThat(RawHttp.get(server.port(), "/shop/ops/health/deep/redis").status())
                    .isEqualTo(200);
            assertThat(RawHttp.get(server.port(), "/shop/ops/health/deep/").body())
                    .contains("Nothing answers at this path");
            assertThat(RawHttp.get(server.port(), "//shop/ops/health/deep").status())
                    .isEqualTo(404);
        }
    }

    @Test
    void comparesThePathAsItCameAndNotAsVertxWebReadsIt() throws Exception {
        var ops = OpsRouter.builder(checkout.health).build();
        try (var server =
                VertxWebServing.serve(router -> router.route("/health/*").handler(new OpsHandler(ops)))) {
            assertThat(RawHttp.get(server.port(), "/health/deep").status()).isEqualTo(200);
            assertThat(RawHttp.get(server.port(), "/health/%64eep").body()).contains("Nothing answers at this path");
            assertThat(RawHttp.get(server.port(), "/health/./deep").body()).contains("Nothing answers at this path");
        }
    }

    @Test
    void answersOnTheEventLoopWhileAProbeHangs() throws Exception {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        try (var stuck = Checkout.of(HANG, OK).after(Duration.ofSeconds(5))) {
            var ops = OpsRouter.builder(stuck.health)
                    .listener((endpoint, status) ->
                            threads.add(Thread.currentThread().getName()))
                    .build();
            try (var server = new VertxWebServing().serve(ops)) {
                for (int i = 0; i < 100; i++) {
                    assertThat(RawHttp.get(server.port(), "/health/deep").body())
                            .contains("\"HUNG\"");
                }
            }
        }
        assertThat(threads).isNotEmpty().allMatch(name -> name.startsWith("vert.x-eventloop-thread-"));
    }

    @Test
    void needsNoWorkerThread() throws Exception {
        var busy = new CountDownLatch(VertxOptions.DEFAULT_WORKER_POOL_SIZE);
        var over = new CountDownLatch(1);
        try (var server = VertxCoreServing.serve((Vertx vertx) -> {
            for (int i = 0; i < VertxOptions.DEFAULT_WORKER_POOL_SIZE; i++) {
                vertx.executeBlocking(
                        () -> {
                            busy.countDown();
                            return over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                        },
                        false);
            }
            return new OpsHandler(OpsRouter.builder(checkout.health).build())::answer;
        })) {
            assertThat(busy.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            try {
                assertThat(RawHttp.get(server.port(), "/health/deep").status()).isEqualTo(200);
                assertThat(RawHttp.get(server.port(), "/health/deep/redis").status())
                        .isEqualTo(200);
            } finally {
                over.countDown();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersTheSameWhetherTheHostHasReadTheBodyOrNot(boolean read) throws Exception {
        var ops = OpsRouter.builder(checkout.health).build();
        try (var server = VertxWebServing.serve(router -> {
            if (read) {
                router.route().handler(BodyHandler.create(false));
            }
            router.route("/health/*").handler(new OpsHandler(ops));
        })) {
            String body = "Content-Length: 5\r\nConnection: close\r\n\r\nhello";
            var get = RawHttp.exchange(server.port(), "GET /health/deep HTTP/1.1\r\nHost: localhost\r\n" + body);
            var post = RawHttp.exchange(server.port(), "POST /health/deep HTTP/1.1\r\nHost: localhost\r\n" + body);

            assertThat(get.status()).isEqualTo(200);
            assertThat(get.body())
                    .isEqualTo(RawHttp.get(server.port(), "/health/deep").body());
            assertThat(post.status()).isEqualTo(405);
            assertThat(post.header("Allow")).isEqualTo("GET, HEAD");
        }
    }

    @Test
    void leavesTheConnectionToTheNextRequest() throws Exception {
        var ops = OpsRouter.builder(checkout.health).build();
        try (var server = new VertxWebServing().serve(ops);
                var socket = RawHttp.connect(server.port())) {
            String more = "POST /health/deep HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello";
            String last = "GET /health/shallow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write((more + more + last).getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .matches("(?s)(HTTP/1.1 405 .*){2}HTTP/1.1 200 .*\\{\"status\":\"UP\".*");
        }
    }

    @Test
    void asksTheAuthorizationsOfTheUserForRoles() throws Exception {
        AuthenticationProvider provider = credentials -> {
            var name = credentials.toJson().getString("username");
            User user = User.create(new JsonObject());
            user.authorizations().put("the test", RoleBasedAuthorization.create(name));
            return Future.succeededFuture(user);
        };
        var ops = OpsRouter.builder(checkout.health)
                .anyone(Access.NONE)
                .readers(Credential.role("oncall"))
                .build();

        try (var server = VertxWebServing.serve(router -> {
            router.route("/health/deep").handler(BasicAuthHandler.create(provider));
            router.route("/health/*").handler(new OpsHandler(ops));
        })) {
            assertThat(RawHttp.get(server.port(), "/health/shallow").status()).isEqualTo(200);
            assertThat(RawHttp.get(server.port(), "/health/deep/redis").status())
                    .isEqualTo(403);
            assertThat(RawHttp.send(server.port(), asked("oncall")).status()).isEqualTo(200);
            assertThat(RawHttp.send(server.port(), asked("guest")).body()).contains("Something is needed here");
        }
    }

    @Test
    void refusesToBeMadeOfNothing() {
        assertThatThrownBy(() -> new OpsHandler(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("ops");
    }

    private static Ask asked(String user) {
        var basic = Base64.getEncoder().encodeToString((user + ":x").getBytes(StandardCharsets.UTF_8));
        return Ask.get("/health/deep").with("Authorization", "Basic " + basic);
    }
}
