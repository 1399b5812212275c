package io.plimsoll.http.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.http.contract.Eventually;
import io.plimsoll.testing.ProbeContract;
import io.plimsoll.time.SystemTime;
import io.plimsoll.time.Timing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HttpProbeTest {

    private static final Duration LIMIT = Duration.ofMillis(600);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration LATE = LIMIT.plusMillis(250);

    @AfterAll
    static void noClientOfAnyTestIsLeft() throws Exception {
        collectUntilSelectors(0);
    }

    @Test
    void givesAVerdictForEachAnswer() throws Exception {
        record Case(
                String answer,
                Status status,
                @Nullable Code code,
                @Nullable String error) {}
        var cases = List.of(
                new Case("200 OK", Status.UP, null, null),
                new Case("204 No Content", Status.UP, null, null),
                new Case("299 Fine", Status.UP, null, null),
                new Case("300 Choices", Status.DEGRADED, Code.BAD_RESPONSE, "Unexpected status 300 on GET /health"),
                new Case(
                        "302 Found\r\nLocation: /health",
                        Status.DEGRADED,
                        Code.BAD_RESPONSE,
                        "Unexpected status 302 on GET /health"),
                new Case("401 No", Status.DEGRADED, Code.BAD_RESPONSE, "Unexpected status 401 on GET /health"),
                new Case("404 Not Found", Status.DEGRADED, Code.BAD_RESPONSE, "Unexpected status 404 on GET /health"),
                new Case("429 Slow Down", Status.DEGRADED, Code.RATE_LIMITED, "Rate limited on GET /health"),
                new Case("503 Down", Status.DEGRADED, Code.BAD_RESPONSE, "Unexpected status 503 on GET /health"));
        for (Case expected : cases) {
            try (var server = answering(expected.answer() + "\r\nContent-Length: 0\r\n\r\n");
                    var probe = ProbeContract.of(HttpProbe.get(server.url("/health?token=secret")), LONG)) {
                Finding finding = probe.attempt();

                System.out.println(expected.answer().lines().findFirst().orElseThrow() + " -> " + finding.status() + " "
                        + finding.code() + " \"" + finding.error() + "\" " + finding.readings());
                assertThat(finding.status()).isEqualTo(expected.status());
                assertThat(finding.code()).isEqualTo(expected.code());
                assertThat(finding.error()).isEqualTo(expected.error());
                assertThat(finding.scope()).isEqualTo(Scope.SHARED);
                assertThat(finding.latency()).isPositive();
                assertThat(finding.readings())
                        .containsEntry(
                                "status_code",
                                new Reading.Count(
                                        Long.parseLong(expected.answer().substring(0, 3))));
                assertThat(finding.details()).containsEntry("server", "127.0.0.1:" + server.port());
                assertThat(finding.toString()).doesNotContain("secret");
                assertThat(server.accepted()).isEqualTo(1);
            }
        }
    }

    @Test
    void endsEveryBlackHoleInTimeAndLeavesNothingBehind() throws Exception {
        record Case(String name, RawServer.Manner manner, String scheme) {}
        for (Case hole : List.of(
                new Case("silent", RawServer.SILENT, "http"),
                new Case("silent under TLS", RawServer.SILENT, "https"),
                new Case("drips its head", RawServer.DRIPS_HEAD, "http"),
                new Case("drips its body", RawServer.DRIPS_BODY, "http"))) {
            try (var server = new RawServer(hole.manner());
                    var probe = ProbeContract.of(
                            HttpProbe.get(
                                    hole.scheme() + "://127.0.0.1:" + server.port() + "/inventory/items/sku-9921?q=1"),
                            LIMIT)) {
                warmUp(probe);
                int threads = Thread.activeCount();
                for (int i = 0; i < 4; i++) {
                    long start = System.nanoTime();
                    Finding finding = probe.silent();
                    Duration took = Duration.ofNanos(System.nanoTime() - start);

                    assertThat(finding.error()).isEqualTo("Timeout on GET /inventory/items/sku-9921");
                    assertThat(finding.status()).isEqualTo(Status.DOWN);
                    assertThat(took).isLessThan(LATE);
                    Duration closed = Eventually.until("closed", LONG, () -> server.open() == 0);
                    System.out.printf(
                            "%s: TIMEOUT after %d ms, connection closed %d ms later%n",
                            hole.name(), took.toMillis(), closed.toMillis());
                }
                assertThat(server.accepted()).isGreaterThanOrEqualTo(4);
                assertThat(Thread.activeCount()).isLessThan(threads + 4);
                assertThat(busyThreads()).isEmpty();
            }
        }
    }

    @Test
    void endsInTimeWhenTheServerDoesNotEvenAccept() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var first = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
                var second = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
                var probe = ProbeContract.of(HttpProbe.get("http://127.0.0.1:" + server.getLocalPort()), LIMIT)) {
            warmUp(probe);
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                assertThat(probe.silent().error()).isEqualTo("Timeout on GET /");
                assertThat(System.nanoTime() - start).isLessThan(LATE.toNanos());
            }
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            Eventually.until("no connection is being made", LONG, () -> connecting(server.getLocalPort()) == 0);
            assertThat(busyThreads()).isEmpty();
        }
    }

    @Test
    void healsByItselfAfterABlackHole() throws Exception {
        try (var server = new RawServer(RawServer.HEALTHY_ONCE);
                var probe =
                        ProbeContract.of(HttpProbe.get(server.url("/health")).slowAfter(LONG), LIMIT)) {
            warmUp(probe);
            for (RawServer.Manner hole :
                    List.of(RawServer.SILENT, RawServer.DRIPS_HEAD, RawServer.DRIPS_BODY, resetting())) {
                probe.healthy();
                server.behave(hole);
                assertThat(probe.attempt().status()).isEqualTo(Status.DOWN);
                server.behave(RawServer.HEALTHY_ONCE);

                probe.healthy();
            }
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        try (var probe = ProbeContract.of(HttpProbe.get("http://localhost:" + port + "/a/b?c=d"), LONG)) {
            Finding finding = probe.refusing();

            assertThat(finding.code()).isEqualTo(Code.REFUSED);
            assertThat(finding.error()).isEqualTo("Connection refused on GET /a/b");
            assertThat(finding.status()).isEqualTo(Status.DOWN);
            assertThat(finding.details()).containsEntry("server", "localhost:" + port);
        }
    }

    @Test
    void saysThatTheNameIsUnknown() {
        String unknown = "x".repeat(64) + ".test";
        try (var probe = ProbeContract.of(HttpProbe.get("http://" + unknown + "/health"), LONG)) {
            Finding finding = probe.refusing();

            assertThat(finding.code()).isEqualTo(Code.DNS);
            assertThat(finding.error()).isEqualTo("Host name does not resolve on GET /health");
            assertThat(finding.scope()).isEqualTo(Scope.SHARED);
            assertThat(finding.status()).isEqualTo(Status.DOWN);
        }
        try (var probe = ProbeContract.of(
                HttpProbe.get("http://" + unknown + "/health").using(HttpClient.newHttpClient()), LONG)) {
            assertThat(probe.refusing().code()).isEqualTo(Code.DNS);
        }
    }

    @Test
    void saysThatThereIsNoEncryption() throws Exception {
        try (var server = new RawServer((in, out) -> {
                    RawServer.send(out, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                    RawServer.readToEnd(in);
                });
                var probe = ProbeContract.of(HttpProbe.get("https://127.0.0.1:" + server.port() + "/health"), LONG)) {
            Finding finding = probe.refusing();

            assertThat(finding.code()).isEqualTo(Code.TLS);
            assertThat(finding.error()).isEqualTo("No encrypted connection on GET /health");
        }
    }

    @Test
    void saysThatTheConnectionIsLostInTheMiddleOfTheAnswer() throws Exception {
        for (RawServer.Manner manner : List.of(
                resetting(),
                (in, out) -> RawServer.readRequest(in),
                (in, out) -> {
                    RawServer.readRequest(in);
                    RawServer.send(out, "HTTP/1.1 200 OK\r\nContent-Le");
                },
                (RawServer.Manner) (in, out) -> {
                    RawServer.readRequest(in);
                    RawServer.send(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n12345");
                })) {
            try (var server = new RawServer(manner);
                    var probe = ProbeContract.of(HttpProbe.get(server.url("/health")), LONG)) {
                Finding finding = probe.refusing();

                assertThat(finding.status()).isEqualTo(Status.DOWN);
                assertThat(finding.code()).isEqualTo(Code.REFUSED);
                assertThat(finding.error()).isEqualTo("Connection lost on GET /health");
            }
        }
    }

    @Test
    void saysThatItIsNotHttp() throws Exception {
        try (var server = new RawServer((in, out) -> {
                    RawServer.readRequest(in);
                    RawServer.send(out, "SSH-2.0-OpenSSH_9.2\r\n\r\n");
                    RawServer.readToEnd(in);
                });
                var probe = ProbeContract.of(HttpProbe.get(server.url("/health")), LONG)) {
            Finding finding = probe.refusing();

            assertThat(finding.code()).isEqualTo(Code.BAD_RESPONSE);
            assertThat(finding.error()).isEqualTo("No HTTP in the answer to GET /health");
            assertThat(finding.status()).isEqualTo(Status.DOWN);
        }
    }

    @Test
    void hangsUpOnABodyThatIsTooLong() throws Exception {
        long gigabyte = 1L << 30;
        var sent = new AtomicLong();
        try (var server = new RawServer((in, out) -> {
                    RawServer.readRequest(in);
                    RawServer.send(out, "HTTP/1.1 200 OK\r\nContent-Length: " + gigabyte + "\r\n\r\n");
                    byte[] chunk = new byte[65_536];
                    while (sent.get() < gigabyte) {
                        out.write(chunk);
                        sent.addAndGet(chunk.length);
                    }
                });
                var probe = ProbeContract.of(HttpProbe.get(server.url("/health")), LONG)) {
            probe.healthy();

            Eventually.until("hung up", LONG, () -> server.open() == 0);
            System.out.println("1 GB offered, " + sent.get() / 1024 + " KB left the server");
            assertThat(sent.get()).isLessThan(32L << 20);
        }
    }

    @Test
    void isDegradedWhenTheAnswerIsSlow() throws Exception {
        try (var server = new RawServer(RawServer.HEALTHY);
                var slow = ProbeContract.of(HttpProbe.get(server.url("/health")).slowAfter(Duration.ofNanos(1)), LONG);
                var fast = ProbeContract.of(HttpProbe.get(server.url("/health")).slowAfter(LONG), LONG)) {
            Finding finding = slow.attempt();

            assertThat(finding.status()).isEqualTo(Status.DEGRADED);
            assertThat(finding.code()).isEqualTo(Code.SLOW);
            assertThat(finding.error()).isEqualTo("Slow answer to GET /health");
            assertThat(finding.readings()).containsEntry("status_code", new Reading.Count(200));
            fast.healthy();
        }
    }

    @Test
    void callsHalfOfTheAttemptsTimeSlow() throws Exception {
        try (var server = new RawServer((in, out) -> {
                    while (RawServer.readRequest(in)) {
                        RawServer.pause(Duration.ofMillis(1_200));
                        RawServer.send(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    }
                });
                var probe = ProbeContract.of(HttpProbe.get(server.url("/health")), Duration.ofSeconds(2))) {
            assertThat(probe.attempt().code()).isEqualTo(Code.SLOW);
        }
    }

    @Test
    void expectsWhatItIsToldToExpectAndSendsTheHeaders() throws Exception {
        var heads = new ConcurrentLinkedQueue<String>();
        try (var server = new RawServer((in, out) -> {
                    var head = new StringBuilder();
                    while (head.indexOf("\r\n\r\n") < 0) {
                        head.append((char) in.read());
                    }
                    heads.add(head.toString());
                    RawServer.send(out, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
                    RawServer.readToEnd(in);
                });
                var probe = ProbeContract.of(
                        HttpProbe.get(URI.create(server.url("/health?deep=no")))
                                .expectStatus(404, 404)
                                .header("Health-Chain", "checkout-service")
                                .header("Authorization", "Bearer token"),
                        LONG)) {
            probe.healthy();

            assertThat(heads.peek())
                    .startsWith("GET /health?deep=no HTTP/1.1\r\n")
                    .contains("Health-Chain: checkout-service\r\n", "Authorization: Bearer token\r\n")
                    .doesNotContain("Upgrade", "Cookie");
        }
    }

    @Test
    void keepsTheConnectionBetweenChecks() throws Exception {
        try (var server = new RawServer(RawServer.HEALTHY);
                var probe = ProbeContract.of(HttpProbe.get(server.url("/health")), LONG)) {
            for (int i = 0; i < 20; i++) {
                probe.healthy();
            }

            System.out.println("20 checks, connections: " + server.accepted());
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void asksLessAfterA429AndRepeatsItsFindingMeanwhile() throws Exception {
        record Case(String headers, long seconds) {}
        for (Case expected : List.of(
                new Case("", 10),
                new Case("Retry-After: 7\r\n", 7),
                new Case("Retry-After: 86400\r\n", 60),
                new Case(
                        "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: Sun, 06 Nov 1994 08:50:00 GMT\r\n", 23))) {
            var requests = new AtomicInteger();
            var nanos = new AtomicLong(Long.MAX_VALUE - 5);
            try (var time = SystemTime.start();
                    var server = new RawServer((in, out) -> {
                        while (RawServer.readRequest(in)) {
                            requests.incrementAndGet();
                            RawServer.send(
                                    out,
                                    "HTTP/1.1 429 Slow Down\r\n" + expected.headers() + "Content-Length: 0\r\n\r\n");
                        }
                    })) {
                Timing real = time.timing();
                var probe = HttpProbe.get(server.url("/health"));
                probe.open(
                        new Timing(nanos::get, InstantSource.fixed(Instant.EPOCH), real.scheduler(), real.executor()));

                Finding first = probe.check(new Attempt(LONG));
                nanos.addAndGet(Duration.ofSeconds(expected.seconds()).toNanos() - 1_000_000);
                Finding repeated = probe.check(new Attempt(LONG));
                assertThat(requests).hasValue(1);
                nanos.addAndGet(1_000_000);
                probe.check(new Attempt(LONG));
                assertThat(requests).hasValue(2);

                assertThat(first.code()).isEqualTo(Code.RATE_LIMITED);
                assertThat(first.readings())
                        .containsEntry("asks_again_in_ms", new Reading.Count(expected.seconds() * 1_000))
                        .doesNotContainKey("repeated");
                assertThat(repeated.code()).isEqualTo(Code.RATE_LIMITED);
                assertThat(repeated.latency()).isEqualTo(first.latency());
                assertThat(repeated.readings())
                        .containsEntry("asks_again_in_ms", new Reading.Count(1))
                        .containsEntry("status_code", new Reading.Count(429))
                        .containsEntry("repeated", new Reading.Flag(true));
                probe.close();
            }
        }
    }

    @Test
    void blamesNobodyWhileThisJvmStillLoadsTheClient() throws Exception {
        var aside = new ConcurrentLinkedQueue<Runnable>();
        try (var server = new RawServer(RawServer.HEALTHY);
                var time = SystemTime.start()) {
            Timing real = time.timing();
            var probe = HttpProbe.get(server.url("/health"));
            probe.open(new Timing(real.ticker(), real.clock(), real.scheduler(), aside::add));

            Finding first = probe.check(new Attempt(LIMIT));
            Finding second = probe.check(new Attempt(LIMIT));

            assertThat(List.of(first, second)).allSatisfy(finding -> {
                assertThat(finding.code()).isEqualTo(Code.NOT_RUN_YET);
                assertThat(finding.error()).isEqualTo("The HTTP client is still starting");
            });
            assertThat(aside).hasSize(1);
            requireNonNull(aside.poll()).run();

            Finding lookingUp = probe.check(new Attempt(LIMIT));
            assertThat(lookingUp.error()).as("a lookup that hangs").isEqualTo("Timeout on GET /health");
            probe.check(new Attempt(LIMIT));
            assertThat(aside).as("a lookup that hangs is not started again").hasSize(1);
            assertThat(server.accepted()).isZero();
            probe.close();
        }
    }

    @Test
    void endsTheClientsThreadOnceItIsClosed() throws Exception {
        try (var server = new RawServer(RawServer.HEALTHY)) {
            collectUntilSelectors(0);
            try (var probe = ProbeContract.of(HttpProbe.get(server.url("/health")), LONG)) {
                probe.healthy();
                assertThat(selectors()).hasSize(1);
                assertThat(selectors()).allMatch(Thread::isDaemon);
            }
            Duration gone = collectUntilSelectors(0);
            System.out.println("selector manager gone " + gone.toMillis() + " ms after close and collection");
            Eventually.until("its connection is closed", LONG, () -> server.open() == 0);
        }
    }

    @Test
    void refusesAUrlThatItCannotOrMustNotAskAndRepeatsNoSecret() {
        var refused = new LinkedHashMap<String, String>();
        refused.put("http://user:secret@host/", "the URL of a probe must not contain a user or password");
        refused.put("http://user:sec ret@host/", "not a URL: Illegal character in ");
        refused.put("http://secret@under_score/", "the URL of a probe must not contain a user or password");
        refused.put("ftp://host/secret", "the URL of a probe must be http or https, but its scheme is ftp");
        refused.put("/health?secret", "the URL of a probe must be http or https, but its scheme is none");
        refused.put("http:///health?secret", "the URL of a probe must name a host");
        refused.put("http://under_score:80/?secret", "but its authority is 'under_score:80'");
        refused.put("http://host:70000/?secret", "the port in the URL of a probe must be 1 to 65535, but is 70000");
        refused.put("http://host/#secret", "the URL of a probe must not have a fragment");
        refused.forEach((url, message) -> assertThatThrownBy(() -> HttpProbe.get(url))
                .as(url)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret")
                .hasNoCause());
    }

    @Test
    void refusesOptionsThatCannotWork() {
        var probe = HttpProbe.get("http://host/");
        assertThatThrownBy(() -> probe.slowAfter(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slowAfter must be positive, but is PT0S");
        assertThatThrownBy(() -> probe.expectStatus(300, 200))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expectStatus must be a range within 100 to 599, but is 300 to 200");
        assertThatThrownBy(() -> probe.header("Host", "secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "header 'Host' cannot be sent: its name or value is not allowed, or java.net.http sets it itself")
                .hasNoCause();
        assertThatThrownBy(() -> probe.header("X-Token", "secret\r\nX-Other: 1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> probe.using(HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.ALWAYS)
                        .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the client of a probe must not follow redirects, but follows ALWAYS;"
                        + " the answer would be another server's");
        assertThatThrownBy(() -> probe.check(new Attempt(LIMIT)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the probe has not been opened: open(Timing) comes before the first check");
    }

    @Test
    void keepsAPathToOneShownLine() throws Exception {
        try (var server = answering("500 No\r\nContent-Length: 0\r\n\r\n");
                var probe = ProbeContract.of(HttpProbe.get(server.url("/" + "x".repeat(500))), LONG)) {
            assertThat(probe.attempt().error()).isEqualTo("Unexpected status 500 on GET /" + "x".repeat(119) + "...");
        }
    }

    /** The first attempt of a JVM may find the client not yet started. */
    private static void warmUp(ProbeContract probe) throws Exception {
        Eventually.until("the client has started", LONG, () -> probe.attempt().code() != Code.NOT_RUN_YET);
    }

    private static RawServer answering(String answer) throws IOException {
        return new RawServer((in, out) -> {
            while (RawServer.readRequest(in)) {
                RawServer.send(out, "HTTP/1.1 " + answer);
            }
        });
    }

    private static RawServer.Manner resetting() {
        return (in, out) -> {
            // What is unread at the close makes it a reset.
            in.read();
            RawServer.send(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n12345");
        };
    }

    /** Threads of the pool that are inside a task of the client. */
    private static List<String> busyThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("plimsoll-http-"))
                .toList();
    }

    private static List<Thread> selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().endsWith("-SelectorManager"))
                .toList();
    }

    private static Duration collectUntilSelectors(int count) throws Exception {
        return Eventually.until("selector managers " + count, Duration.ofSeconds(30), () -> {
            System.gc();
            return selectors().size() == count;
        });
    }

    /** Connections in state SYN_SENT to this port. */
    private static long connecting(int port) throws IOException {
        String remote = String.format(":%04X 02 ", port);
        var lines = new ArrayList<String>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            var path = java.nio.file.Path.of(table);
            if (java.nio.file.Files.exists(path)) {
                lines.addAll(java.nio.file.Files.readAllLines(path));
            }
        }
        return lines.stream().filter(line -> line.contains(remote)).count();
    }
}
