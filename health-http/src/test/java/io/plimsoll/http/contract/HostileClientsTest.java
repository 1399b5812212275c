package io.plimsoll.http.contract;

import static io.plimsoll.http.endpoint.Credential.bearerToken;
import static io.plimsoll.http.mitigation.Verifier.standardWebhooks;
import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.mitigation.MitigationWebhook;
import io.plimsoll.http.mitigation.Verifier;
import io.plimsoll.panic.PanicBoard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that mean harm or know no better, and an honest one among them. */
class HostileClientsTest {

    private static final int REQUESTS = 200;
    private static final int AT_ONCE = 10; // fewer than the smallest server has threads
    private static final int IDLE = 1_000;
    private static final Duration HONEST_WAIT = Duration.ofSeconds(1);
    private static final long HEAP = 64L << 20;
    private static final int THREADS = 250; // the largest pool that a server has by default, and some
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})[^\r\n]*\r\n");
    private static final Pattern VERDICT =
            Pattern.compile("(|\\{\"status\":\"(DOWN|fail)\".*|HTTP/1\\.[01] .*)", Pattern.DOTALL);

    private static final List<String> UNFINISHED = List.of(
            "GET /health/deep HTTP/1.1\r\nHost: local",
            "POST /health/deep HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n",
            "GET /health/deep HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na");

    /** What HTTP has for a method, a transfer encoding or a version that nobody knows: said before any adapter is asked. */
    private static final Set<Integer> SERVERS_OWN_WORDS = Set.of(501, 505);

    private final Checkout checkout = Checkout.of(FAIL, OK).after(Duration.ofMillis(10));
    private final PanicBoard board =
            PanicBoard.builder("shed-traffic").timing(checkout.time.timing()).build();
    private final OpsRouter ops = OpsRouter.builder(checkout.health)
            .operators(bearerToken("operators-token-0001"))
            .panic(board)
            .mitigation(MitigationWebhook.builder(board, "checkout-service")
                    .verifiedBy(standardWebhooks("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
                    .verifiedBy(Verifier.bearerToken("alertmanagers-token-0001"))
                    .press("SHED_TRAFFIC", "shed-traffic")
                    .timing(checkout.time.timing())
                    .build())
            .build();
    private final int threadsBefore = threads();
    private final Map<Integer, Integer> answers = new TreeMap<>();
    private final ExecutorService beside = Executors.newSingleThreadExecutor();
    private Duration worst = Duration.ZERO;

    @AfterEach
    void close() {
        beside.shutdownNow();
        checkout.close();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"JDK", "JETTY_SERVLET_6_1", "TOMCAT_SERVLET_6_1", "VERTX_5_WEB", "VERTX_5_CORE", "VERTX_4_WEB"})
    void getNothingButHealthAndHoldUpNobody(Servers server) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(server + ": seed " + seed);
        var requests = new HostileRequests(new Random(seed));
        try (var at = server.serve(ops);
                var calm = server.serve(ops)) {
            warmUp(at.port(), calm.port());
            long heapBefore = heap();

            for (int sent = 0; sent < REQUESTS; sent += AT_ONCE) {
                List<Socket> crowd = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    crowd.add(say(at.port(), requests.next()));
                }
                anHonestClientIsAnswered(at.port(), calm.port());
                for (Socket socket : crowd) {
                    assertIsHealthOrRefusal(rest(socket));
                }
            }

            nothingPilesUp(heapBefore);
        }
        System.out.printf(
                "%s: %d hostile requests, answers by status %s, an honest client waited at most %d ms longer than elsewhere%n",
                server, REQUESTS, answers, worst.toMillis());
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "JETTY_SERVLET_6_1", "TOMCAT_SERVLET_6_1", "VERTX_5_WEB"})
    void holdNoThreadByDoingNothing(Servers server) throws Exception {
        List<Socket> idle = new ArrayList<>();
        try (var at = server.serve(ops);
                var calm = server.serve(ops)) {
            warmUp(at.port(), calm.port());
            long heapBefore = heap();
            try {
                for (int i = 0; i < IDLE; i++) {
                    idle.add(RawHttp.connect(at.port()));
                }

                for (int i = 0; i < 20; i++) {
                    anHonestClientIsAnswered(at.port(), calm.port());
                }

                nothingPilesUp(heapBefore);
            } finally {
                for (Socket socket : idle) {
                    socket.close();
                }
            }
        }
        System.out.printf(
                "%s: beside %d idle connections an honest client waited at most %d ms longer than elsewhere%n",
                server, IDLE, worst.toMillis());
    }

    /** The JDK's server has a test of its own for this, since it needs a thread for each of them, for a second. */
    @ParameterizedTest
    @EnumSource(names = {"JETTY_SERVLET_6_1", "TOMCAT_SERVLET_6_1", "VERTX_5_WEB"})
    void areCutIfTheyNeverFinishAndHoldUpNobodyUntilThen(Servers server) throws Exception {
        List<Socket> unfinished = new ArrayList<>();
        try (var at = server.serve(ops);
                var calm = server.serve(ops)) {
            warmUp(at.port(), calm.port());
            try {
                for (int i = 0; i < 100; i++) {
                    for (String begun : UNFINISHED) {
                        unfinished.add(say(at.port(), begun));
                    }
                }
                for (int i = 0; i < 20; i++) {
                    drip(unfinished);
                    anHonestClientIsAnswered(at.port(), calm.port());
                }
                assertThat(worst)
                        .as("an honest client waited longer than elsewhere")
                        .isLessThan(HONEST_WAIT);

                for (Socket socket : unfinished) {
                    assertIsHealthOrRefusal(everything(socket));
                }
            } finally {
                for (Socket socket : unfinished) {
                    socket.close();
                }
            }
        }
        System.out.printf(
                "%s: beside %d unfinished requests an honest client waited at most %d ms longer than elsewhere%n",
                server, unfinished.size(), worst.toMillis());
    }

    private void warmUp(int port, int calm) throws Exception {
        for (int i = 0; i < 20; i++) {
            anHonestClientIsAnswered(port, calm);
        }
        worst = Duration.ZERO;
    }

    /** Of how long it waits, what a server without hostile clients takes at the same moment is the machine's, and not theirs. */
    private void anHonestClientIsAnswered(int port, int calm) throws Exception {
        Future<Duration> elsewhere = beside.submit(() -> waitForDeep(calm));
        Duration waited = waitForDeep(port);
        Duration longer = waited.minus(elsewhere.get());
        worst = longer.compareTo(worst) > 0 ? longer : worst;
    }

    private static Duration waitForDeep(int port) {
        long asked = System.nanoTime();
        var deep = RawHttp.get(port, "/health/deep");
        Duration waited = Duration.ofNanos(System.nanoTime() - asked);

        assertThat(deep.status()).isEqualTo(503);
        assertThat(deep.body()).startsWith("{\"status\":\"DOWN\"");
        return waited;
    }

    private void nothingPilesUp(long heapBefore) {
        assertThat(worst).as("an honest client waited longer than elsewhere").isLessThan(HONEST_WAIT);
        assertThat(threads() - threadsBefore).as("threads").isLessThan(THREADS);
        assertThat(heap() - heapBefore).as("bytes of heap").isLessThan(HEAP);
    }

    private void assertIsHealthOrRefusal(String said) {
        assertThat(said).doesNotContain("Exception:", "\tat ", "io.plimsoll");
        Matcher each = STATUS.matcher(said);
        while (each.find()) {
            int status = Integer.parseInt(each.group(1));
            answers.merge(status, 1, Integer::sum);
            int end = said.indexOf("\r\n\r\n", each.end() - 2);
            if (status < 500 || end < 0) {
                continue;
            }
            String head = said.substring(each.start(), end).toLowerCase(Locale.ROOT);
            if (SERVERS_OWN_WORDS.contains(status)) {
                assertThat(head).as("not our head").doesNotContain("nosniff");
            } else {
                assertThat(status).as(head).isEqualTo(503);
                assertThat(head).as("our head").contains("\r\nx-content-type-options: nosniff", "\r\nretry-after: 2");
                assertThat(said.substring(end + 4)).as("a verdict").matches(VERDICT);
            }
        }
    }

    private static Socket say(int port, String text) throws IOException {
        Socket socket = RawHttp.connect(port);
        try {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        } catch (IOException closedEarly) {
            // What it has said before is read later.
        }
        return socket;
    }

    private static String rest(Socket socket) throws IOException {
        try (socket) {
            socket.shutdownOutput();
            return everything(socket);
        } catch (IOException reset) {
            return "";
        }
    }

    /** Until the server closes the connection. */
    private static String everything(Socket socket) {
        var bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (SocketTimeoutException neverClosed) {
            throw new AssertionError("not closed; so far: " + bytes.toString(ISO_8859_1), neverClosed);
        } catch (IOException reset) {
            // What had arrived before the reset counts.
        }
        return bytes.toString(ISO_8859_1);
    }

    private static void drip(List<Socket> unfinished) {
        for (Socket socket : unfinished) {
            try {
                socket.getOutputStream().write('x');
            } catch (IOException closed) {
                // What it was told is read later.
            }
        }
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
