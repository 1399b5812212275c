package io.plimsoll.http.contract;

import static io.plimsoll.http.endpoint.Credential.bearerToken;
import static io.plimsoll.http.mitigation.Verifier.standardWebhooks;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Status;
import io.plimsoll.http.endpoint.OpsResponse;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.mitigation.MitigationWebhook;
import io.plimsoll.panic.PanicBoard;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One router behind all servers at once: whichever is asked, the bytes are the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SideBySideTest {

    /** Every header that we set anywhere. What else is in an answer, the server has added for its connection. */
    private static final Set<String> OURS = Set.of(
            "Content-Type",
            "Content-Length",
            "Cache-Control",
            "X-Content-Type-Options",
            "Age",
            "Retry-After",
            "Allow",
            "WWW-Authenticate");

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final Checkout checkout = Checkout.flapping();
    private final AtomicInteger reachedUs = new AtomicInteger();
    private final PanicBoard board = PanicBoard.builder("recommendations", "mute:redis")
            .timing(checkout.time.timing())
            .build();
    private final OpsRouter ops = OpsRouter.builder(checkout.health)
            .operators(bearerToken(TOKEN))
            .panic(board)
            .mitigation(MitigationWebhook.builder(board, "checkout-service")
                    .verifiedBy(standardWebhooks("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
                    .press("SHED_TRAFFIC", "recommendations")
                    .timing(checkout.time.timing())
                    .build())
            .listener((endpoint, status) -> reachedUs.incrementAndGet())
            .build();
    private final Map<Servers, OpsContract.Running> running = new EnumMap<>(Servers.class);

    @BeforeAll
    void start() throws Exception {
        for (Servers server : Servers.values()) {
            running.put(server, server.serve(ops));
        }
    }

    @AfterAll
    void stop() {
        running.values().forEach(OpsContract.Running::close);
        checkout.close();
    }

    @Test
    void everyServerAnswersWithTheRoutersOwnBytes() {
        assertThat(checkout.health.report().status()).isEqualTo(Status.UP);
        everyServerIsAsked();

        checkout.after(Duration.ofMillis(2_300));

        assertThat(checkout.health.report().status()).isEqualTo(Status.DOWN);
        everyServerIsAsked();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%C0%AF", "%ED%A0%80", "%F4%90%80%80", "%ZZ", "%"})
    void everyServerRefusesANameThatIsNoneButSomeInTheirOwnWords(String name) {
        OpsResponse expected = ops.handle(Ask.get("/health/deep/" + name));
        assertThat(expected.status()).isEqualTo(400);

        running.forEach((server, at) -> {
            int before = reachedUs.get();
            var answer = RawHttp.get(at.port(), "/health/deep/" + name);

            if (reachedUs.get() > before) {
                assertIs(expected, answer, name + " at " + server);
            } else {
                assertThat(answer.status()).as(name + " at " + server).isEqualTo(400);
            }
        });
    }

    private void everyServerIsAsked() {
        asks().forEach(ask -> {
            OpsResponse expected = ops.handle(ask);
            assertThat(OURS).containsAll(expected.headers().keySet());
            running.forEach((server, at) -> assertIs(expected, RawHttp.send(at.port(), ask), ask + " at " + server));
        });
    }

    private static Stream<Ask> asks() {
        List<String> paths = List.of(
                "/health/shallow",
                "/health/ready",
                "/health/started",
                "/health/deep",
                "/health/deep?exclude=database&exclude=nobody",
                "/health/deep/database",
                "/health/deep/inventory%5Fservice",
                "/health/deep/unknown",
                "/health/deep/%C3%BC",
                "/health/deep/",
                "/health/%64eep",
                "/health",
                "/panic",
                "/panic/recommendations/press",
                "/panic/mute%3Aredis/extend",
                "/panic/nobody/release",
                "/mitigation",
                "/mitigation/",
                "/");
        return paths.stream()
                .flatMap(path -> Stream.of(
                        Ask.get(path),
                        Ask.of("HEAD", path),
                        Ask.of("POST", path),
                        Ask.of("OPTIONS", path),
                        Ask.get(path).withToken(TOKEN),
                        Ask.get(path).withToken("not-the-token"),
                        Ask.get(path).with("Accept", "application/health+json"),
                        Ask.get(path).with("Health-Chain", "1")));
    }

    private static void assertIs(OpsResponse expected, RawHttp.Answer answer, String what) {
        assertThat(answer.status()).as(what).isEqualTo(expected.status());
        assertThat(answer.body().getBytes(UTF_8)).as(what).isEqualTo(expected.body());
        Map<String, String> headers = named(answer.headers());
        OpsContract.ADDED_BY_SERVERS.forEach(headers::remove);
        assertThat(headers).as(what).isEqualTo(named(expected.headers()));
    }

    private static Map<String, String> named(Map<String, String> headers) {
        var inAnyCase = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        inAnyCase.putAll(headers);
        return inAnyCase;
    }
}
