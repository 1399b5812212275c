package io.plimsoll.http.contract;

import static io.plimsoll.http.endpoint.Credential.bearerToken;
import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.endpoint.Webhook;
import io.plimsoll.http.mitigation.MitigationWebhook;
import io.plimsoll.http.mitigation.Verifier;
import io.plimsoll.panic.PanicBoard;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every adapter answers, byte by byte over a real socket; each adapter's test extends this. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class OpsContract {

    static final Set<String> ADDED_BY_SERVERS = Set.of("Date", "Server", "Connection");
    private static final String OPERATOR = "Authorization: Bearer operators-token-0001";
    private static final String ALERTMANAGER = "Authorization: Bearer alertmanagers-token-0001";
    private static final String NOT_PRESSED =
            "{\"buttons\":[{\"name\":\"recommendations\",\"pressed\":false,\"leases\":[]}]}";
    private static final String METRICS = "plimsoll_probe_running 0.0\n";
    private static final String LONG = "x".repeat(100_000);

    /** A server that answers by the router. */
    public interface Running extends AutoCloseable {
        int port();

        @Override
        void close();

        static Running of(int port, Runnable close) {
            return new Running() {
                @Override
                public int port() {
                    return port;
                }

                @Override
                public void close() {
                    close.run();
                }
            };
        }
    }

    private final List<String> answered = new CopyOnWriteArrayList<>();
    private final Checkout checkout = Checkout.up();
    private final Checkout sick = Checkout.of(FAIL, OK).after(Duration.ofSeconds(1));
    private LogCapture log;
    private Running server;
    private Running sickServer;

    protected abstract Running serve(OpsRouter ops) throws Exception;

    @BeforeAll
    void start() throws Exception {
        server = serve(router(checkout));
        sickServer = serve(router(sick));
    }

    @AfterAll
    void stop() {
        server.close();
        sickServer.close();
        checkout.close();
        sick.close();
    }

    @BeforeEach
    void listen() {
        answered.clear();
        log = new LogCapture();
    }

    @AfterEach
    void nothingWasLogged() {
        log.close();
        assertThat(log.atLeast(Level.ERROR)).as("logged, whatever clients sent").isEmpty();
        assertThat(log.atLeast(Level.WARN)).noneMatch(line -> line.contains("io.plimsoll.http"));
    }

    static List<String> routes() {
        return List.of(
                "/health/shallow",
                "/health/ready",
                "/health/started",
                "/health/deep",
                "/health/deep/database",
                "/health/deep/inventory_service");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void answersThatAllIsWell(String path) {
        var answer = get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"status\":\"UP\"");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Content-Length"))
                .isEqualTo(Integer.toString(answer.body().getBytes(StandardCharsets.UTF_8).length));
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.headers()).doesNotContainKeys("Retry-After", "Allow", "Transfer-Encoding");
        assertThat(answer.headers().containsKey("Age")).isEqualTo(path.startsWith("/health/deep"));
        schemaOf(path).assertAccepts(answer.body());
    }

    @ParameterizedTest
    @CsvSource({
        "/health/shallow, 200",
        "/health/ready, 503",
        "/health/started, 503",
        "/health/deep, 503",
        "/health/deep/database, 503",
        "/health/deep/redis, 200"
    })
    void answersThatARequiredComponentIsDown(String path, int status) {
        var answer = RawHttp.get(sickServer.port(), path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Retry-After")).isEqualTo(status == 503 ? "2" : "");
        schemaOf(path).assertAccepts(answer.body());
    }

    @Test
    void saysHowOldItIs() {
        checkout.time.advanceWithoutScheduler(Duration.ofMillis(3_900));
        try {
            assertThat(get("/health/deep").header("Age")).isEqualTo("3");
            assertThat(get("/health/deep/redis").header("Age")).isEqualTo("3");
        } finally {
            checkout.after(Duration.ofSeconds(1));
        }
    }

    @Test
    void keepsServingWhileItDrains() throws Exception {
        try (var leaving = Checkout.up();
                var other = serve(router(leaving))) {
            assertThat(RawHttp.get(other.port(), "/health/ready").status()).isEqualTo(200);

            leaving.health.drain();

            assertThat(RawHttp.get(other.port(), "/health/ready").status()).isEqualTo(503);
            assertThat(RawHttp.get(other.port(), "/health/shallow").status()).isEqualTo(200);
            assertThat(RawHttp.get(other.port(), "/health/deep").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    @ValueSource(strings = {"/", "/health/deep/unknown", "/health/deep/%25"})
    void answersHeadWithTheHeadersOfGetAndNoBody(String path) {
        var get = get(path);
        var head = RawHttp.send(server.port(), "HEAD", path);

        assertThat(head.body()).isEmpty();
        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.header("Content-Length"))
                .isNotEqualTo("0")
                .isEqualTo(Integer.toString(get.body().length()));
        assertThat(ours(head)).isEqualTo(ours(get));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/health",
                "/health/",
                "/health/deep/",
                "/health/shallow/",
                "/health/deep/redis/",
                "/health/deep/a/b",
                "/Health/deep",
                "/health/deep/REDIS",
                "/health/%64eep",
                "/health/deepest",
                "/favicon.ico",
                "/health/deep/unknown",
                "/health/deep/%3Cscript%3E",
                "/health/deep;a=b",
                "/panic/",
                "/panic/recommendations",
                "/panic/recommendations/",
                "/panic/a/b/press"
            })
    void answersUnknownPathsWithoutRepeatingThem(String path) {
        var answer = get(path);

        assertIsProblem(answer, 404);
        assertThat(answer.body()).doesNotContain("unknown", "script", "database", "journal", "favicon");
    }

    @Test
    void findsAComponentByItsEncodedName() {
        var answer = get("/health/deep/inventory%5Fservice");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(get("/health/deep/inventory_service").body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST",
                "PUT",
                "DELETE",
                "PATCH",
                "OPTIONS",
                "BREW",
                "get",
                "M-SEARCH",
                "PROPFIND",
                "X!#$&'*+.^_`|~"
            })
    void refusesOtherMethods(String method) {
        var answer = RawHttp.send(server.port(), method, "/health/deep");

        assertIsProblem(answer, 405);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"force=true", "timeout=1&interval=0", "include=database", "exclude=", "a=%ZZ", "%00", "&&==?/../"
            })
    void ignoresQueries(String query) {
        int probed = checkout.database.calls();

        var answer = get("/health/deep?" + query);

        if (reachedUs()) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(get("/health/deep").body());
        } else {
            assertIsRefused(answer);
        }
        assertThat(checkout.database.calls()).isEqualTo(probed);
    }

    @Test
    void readsNoHealthFromABodyAndNeedsNone() {
        String body = "{\"status\":\"DOWN\"}";

        var answer = RawHttp.exchange(
                server.port(), request("GET /health/deep HTTP/1.1", "Content-Length: " + body.length()) + body);
        var chunked = RawHttp.exchange(
                server.port(),
                request("GET /health/deep HTTP/1.1", "Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"status\":\"UP\"");
        assertThat(chunked.body()).isEqualTo(answer.body());
    }

    @Test
    void answersAPostBeforeAllOfItsBodyHasCome() {
        var answer = RawHttp.firstAnswer(
                server.port(), request("POST /health/deep HTTP/1.1", "Content-Length: 1000") + "abc");

        assertIsProblem(answer, 405);
    }

    @Test
    void refusesABodyThatIsBrokenOrClosesTheConnection() {
        var answer = RawHttp.firstAnswer(
                server.port(),
                request("POST /health/deep HTTP/1.1", "Transfer-Encoding: chunked") + "zz\r\nnonsense\r\n");

        if (answer.status() != 0) {
            assertIsRefused(answer);
        }
        assertThat(get("/health/deep").status()).isEqualTo(200);
    }

    @Test
    void doesNotAnswerForTheServerAsAWhole() {
        var answer = RawHttp.exchange(server.port(), request("OPTIONS * HTTP/1.1"));

        // Some servers know themselves which methods they have.
        if (answer.status() != 200 || reachedUs()) {
            assertIsRefused(answer);
        }
        assertThat(answer.body()).doesNotContain("UP");
    }

    @Test
    void takesANoteInPartsAndShowsIt() throws Exception {
        try (Socket socket = RawHttp.connect(server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(request(
                            "POST /health/journal HTTP/1.1",
                            OPERATOR,
                            "Content-Type: application/json",
                            "Transfer-Encoding: chunked")
                    .getBytes(UTF_8));
            out.write("10\r\n{\"kind\":\"deploy\"\r\n".getBytes(UTF_8));
            out.flush();
            out.write("e\r\n,\"text\":\"v2\"}\n\r\n0\r\n\r\n".getBytes(UTF_8));
            var told = RawHttp.read(socket);

            assertThat(told.status()).as(told.toString()).isEqualTo(201);
            assertThat(told.body()).contains("\"type\":\"noted\",\"kind\":\"deploy\",\"text\":\"v2\"");
        }
        var journal = RawHttp.exchange(server.port(), request("GET /health/journal HTTP/1.1", OPERATOR));
        assertThat(journal.status()).isEqualTo(200);
        assertThat(journal.body()).contains("\"text\":\"v2\"");
        Schemas.JOURNAL.assertAccepts(journal.body());
    }

    @Test
    void readsNoMoreOfANoteThanItMayHave() throws Exception {
        try (Socket socket = RawHttp.connect(server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(request(
                            "POST /health/journal HTTP/1.1",
                            OPERATOR,
                            "Content-Type: application/json",
                            "Content-Length: 1000000000")
                    .getBytes(UTF_8));
            out.write("x".repeat(OpsRouter.LONGEST_BODY + 1).getBytes(UTF_8));
            out.flush();

            assertThat(RawHttp.read(socket).status()).isEqualTo(413);
        }
        assertThat(checkout.health.journal().entries().toString()).doesNotContain("xxxx");
    }

    @Test
    void pressesAButtonShowsItAndReleasesIt() throws Exception {
        assertThat(buttons().body()).isEqualTo(NOT_PRESSED);

        var pressed = telling("press", "{\"by\":\"alice\",\"reason\":\"hangs <b>\",\"minutes\":30}");

        assertThat(pressed.status()).as(pressed.toString()).isEqualTo(201);
        assertThat(pressed.header("Content-Type")).isEqualTo("application/json");
        String id = pressed.body().replaceFirst("\\{\"id\":\"([^\"]+)\".*", "$1");
        assertThat(buttons().body())
                .contains("\"pressed\":true,\"leases\":[" + pressed.body() + "]", "\"source\":\"http\"");
        Schemas.PANIC.assertAccepts(buttons().body());
        assertThat(telling("extend", "{\"by\":\"bob\",\"lease\":\"" + id + "\",\"minutes\":60}")
                        .body())
                .contains("\"extended_by\":\"bob\"");
        assertThat(telling("release", "{\"by\":\"bob\",\"lease\":\"" + id + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(buttons().body()).isEqualTo(NOT_PRESSED);
        assertIsProblem(telling("release", "{\"by\":\"bob\",\"lease\":\"" + id + "\"}"), 404);
    }

    @Test
    void pressesForNobodyElse() {
        String press = "POST /panic/recommendations/press HTTP/1.1";

        assertIsProblem(RawHttp.exchange(server.port(), request("GET /panic HTTP/1.1")), 401);
        assertIsProblem(
                RawHttp.exchange(
                        server.port(), request(press, "Content-Type: application/json", "Content-Length: 1000") + "{"),
                401);
        assertIsProblem(
                RawHttp.exchange(server.port(), request(press, "Authorization: Bearer operators-token-0002") + "{}"),
                401);
        assertThat(buttons().body()).isEqualTo(NOT_PRESSED);
    }

    @Test
    void readsNoButtonWhereOneIsPressed() {
        var answer = RawHttp.exchange(server.port(), request("GET /panic/recommendations/press HTTP/1.1", OPERATOR));

        assertIsProblem(answer, 405);
        assertThat(answer.header("Allow")).isEqualTo("POST");
    }

    @Test
    void letsAnAlertPressAButtonAndReadsNoMoreOfItThanItMayHave() {
        String padding = " ".repeat(Webhook.LONGEST_BODY - alert("firing").length());

        assertThat(alerting(alert("firing") + padding).status()).isEqualTo(202);
        assertThat(buttons().body()).contains("\"pressed\":true", "\"by\":\"errors\"", "\"source\":\"alert\"");
        assertThat(alerting(alert("resolved")).status()).isEqualTo(200);
        assertThat(buttons().body()).isEqualTo(NOT_PRESSED);
        assertIsProblem(alerting(alert("firing") + padding + " "), 413);
        assertThat(buttons().body()).isEqualTo(NOT_PRESSED);
    }

    @Test
    void handsOutMetrics() {
        var answer = get("/metrics");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain;version=0.0.4;charset=utf-8");
        assertThat(answer.body()).isEqualTo(METRICS);
        assertThat(answered).containsExactly("metrics 200");
        assertIsProblem(RawHttp.exchange(server.port(), request("POST /metrics HTTP/1.1", "Content-Length: 0")), 405);
    }

    @Test
    void readsNoAlertOfWhomNobodyVerifies() {
        for (String credential : new String[] {OPERATOR, "Authorization: Bearer somebodys-token-00001"}) {
            var answer = RawHttp.exchange(
                    server.port(),
                    request(
                                    "POST /mitigation HTTP/1.1",
                                    credential,
                                    "Content-Type: application/json",
                                    "Content-Length: 1000")
                            + "{");

            assertIsProblem(answer, 401);
        }
        var read = RawHttp.exchange(server.port(), request("GET /mitigation HTTP/1.1", ALERTMANAGER));
        assertIsProblem(read, 405);
        assertThat(read.header("Allow")).isEqualTo("POST");
    }

    @Test
    void answersWhoMayNotTellBeforeReadingWhatIsTold() {
        var answer = RawHttp.exchange(
                server.port(),
                request("POST /health/journal HTTP/1.1", "Content-Type: application/json", "Content-Length: 1000")
                        + "{");

        assertIsProblem(answer, 401);
    }

    @ParameterizedTest
    @MethodSource
    void refusesWhatIsNoGoodRequestWithoutATrace(String request) {
        var answer = RawHttp.exchange(server.port(), request);

        assertIsRefused(answer);
        assertThat(get("/health/deep").status()).isEqualTo(200);
    }

    static List<String> refusesWhatIsNoGoodRequestWithoutATrace() {
        String[] flood = new String[2_000];
        for (int i = 0; i < flood.length; i++) {
            flood[i] = "X-Flood-" + i + ": " + i;
        }
        return List.of(
                request("GET /health/deep/%FF HTTP/1.1"),
                request("GET /health/deep/%C0%AF HTTP/1.1"),
                request("GET /health/deep/%ED%A0%80 HTTP/1.1"),
                request("GET /health/deep/%ZZ HTTP/1.1"),
                request("GET /health/deep/% HTTP/1.1"),
                request("GET /health/deep/%00 HTTP/1.1"),
                request("GET /health/deep/%25 HTTP/1.1"),
                request("GET /health/deep/a%2Fb HTTP/1.1"),
                request("GET /health/deep/.. HTTP/1.1"),
                request("GET /health/deep/%2e%2e/shallow HTTP/1.1"),
                request("GET /health/deep/../../etc/passwd HTTP/1.1"),
                request("GET //health/deep HTTP/1.1"),
                request("GET //x/health/deep HTTP/1.1"),
                request("GET ///health/deep HTTP/1.1"),
                request("GET /health/deep#x HTTP/1.1"),
                request("GET x:/health/deep HTTP/1.1"),
                request("GET /health/deep/\u00fc HTTP/1.1"),
                request("GET /health/deep/" + LONG + " HTTP/1.1"),
                request("GET /health/deep/" + "%41".repeat(30_000) + " HTTP/1.1"),
                request("GET /health/deep/" + "/".repeat(50_000) + " HTTP/1.1"),
                request("GET mailto:someone HTTP/1.1"),
                request("GET * HTTP/1.1"),
                request("GET health/deep HTTP/1.1"),
                request("GET  HTTP/1.1"),
                request("GET"),
                request(""),
                request("\u0000\u0001\u0002"),
                request("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"),
                request("GET /health/deep/unknown HTTP/9.9"),
                request("<script>alert(1)</script> /health/deep HTTP/1.1"),
                request("GET /health/deep/unknown HTTP/1.1", flood),
                request("POST /health/deep HTTP/1.1", "X-Long: " + LONG),
                request("POST /health/deep HTTP/1.1", "Content-Length: -1"),
                request("POST /health/deep HTTP/1.1", "Content-Length: many"),
                request("POST /health/deep HTTP/1.1", "Content-Length: 1", "Transfer-Encoding: chunked") + "0\r\n\r\n",
                request("POST /health/deep HTTP/1.1", "Transfer-Encoding: nonsense"),
                request("POST /health/deep HTTP/1.1", "No colon here"),
                request("POST /health/deep HTTP/1.1", "Bad Name: x"),
                request("POST /health/deep HTTP/1.1", "Expect: 100-continue", "Content-Length: 5") + "hello");
    }

    protected int port() {
        return server.port();
    }

    protected RawHttp.Answer get(String path) {
        return RawHttp.get(server.port(), path);
    }

    private RawHttp.Answer buttons() {
        return RawHttp.exchange(server.port(), request("GET /panic HTTP/1.1", OPERATOR));
    }

    private RawHttp.Answer telling(String what, String json) {
        return told("/panic/recommendations/" + what, OPERATOR, json);
    }

    private RawHttp.Answer alerting(String json) {
        return told("/mitigation", ALERTMANAGER, json);
    }

    private RawHttp.Answer told(String path, String credential, String json) {
        return RawHttp.exchange(
                server.port(),
                request(
                                "POST " + path + " HTTP/1.1",
                                credential,
                                "Content-Type: application/json",
                                "Content-Length: " + json.length())
                        + json);
    }

    private static String alert(String status) {
        return "{\"alertId\":\"errors\",\"status\":\"" + status + "\",\"service\":\"checkout-service\","
                + "\"mitigationAction\":\"RECOMMENDATIONS_OFF\"}";
    }

    protected static String request(String line, String... headers) {
        return line + "\r\nHost: localhost\r\nConnection: close\r\n" + String.join("\r\n", headers)
                + (headers.length == 0 ? "\r\n" : "\r\n\r\n");
    }

    protected static void assertIsProblem(RawHttp.Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.body()).contains("\"status\":" + status);
        Schemas.PROBLEM.assertAccepts(answer.body());
    }

    private void assertIsRefused(RawHttp.Answer answer) {
        assertThat(answer.body()).doesNotContain("Exception:", "\tat ", "io.plimsoll", "alert(1)");
        if (reachedUs()) {
            assertThat(answer.status()).as(answer.toString()).isBetween(400, 499);
            assertIsProblem(answer, answer.status());
        } else {
            // The server's own refusal: 501 is its word for a transfer encoding, 505 for a version, that nobody has.
            assertThat(answer.status())
                    .as(answer.toString())
                    .satisfiesAnyOf(
                            status -> assertThat(status).isBetween(400, 499),
                            status -> assertThat(status).isIn(0, 501, 505));
        }
    }

    private boolean reachedUs() {
        return !answered.isEmpty();
    }

    private OpsRouter router(Checkout of) {
        PanicBoard board =
                PanicBoard.builder("recommendations").timing(of.time.timing()).build();
        return OpsRouter.builder(of.health)
                .operators(bearerToken("operators-token-0001"))
                .panic(board)
                .mitigation(MitigationWebhook.builder(board, "checkout-service")
                        .verifiedBy(Verifier.bearerToken("alertmanagers-token-0001"))
                        .press("RECOMMENDATIONS_OFF", "recommendations")
                        .timing(of.time.timing())
                        .build())
                .metrics(() -> METRICS)
                .listener((endpoint, status) -> answered.add(endpoint + " " + status))
                .build();
    }

    private static Schemas schemaOf(String path) {
        return path.equals("/health/deep")
                ? Schemas.DEEP
                : path.startsWith("/health/deep/") ? Schemas.COMPONENT : Schemas.GATE;
    }

    private static Map<String, String> ours(RawHttp.Answer answer) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(answer.headers());
        ADDED_BY_SERVERS.forEach(headers::remove);
        return headers;
    }
}
