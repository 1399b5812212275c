package io.plimsoll.http.jdk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.plimsoll.http.contract.Checkout;
import io.plimsoll.http.contract.LogCapture;
import io.plimsoll.http.contract.RawHttp;
import io.plimsoll.http.endpoint.OpsRouter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdkOpsServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long ENDLESS_BYTES = 64L << 20;
    private static final String HALF = "GET /health/deep HTTP/1.1\r\nHost: local";

    private final LogCapture log = new LogCapture();
    private final Checkout checkout = Checkout.up();
    private final OpsRouter ops = OpsRouter.builder(checkout.health).build();
    private final JdkOpsServer server = JdkOpsServer.start(ops, InetAddress.getLoopbackAddress(), 0);

    @AfterEach
    void stop() {
        server.close();
        checkout.close();
        log.close();
        assertThat(log.atLeast(Level.ERROR)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 64, 500})
    void answersAnHonestClientAgainAfterHalfSentRequestsHadTheirSecond(int crowd) throws Exception {
        List<Socket> halfSent = new ArrayList<>();
        try {
            for (int i = 0; i < crowd; i++) {
                halfSent.add(say(HALF));
            }
            long asked = System.nanoTime();
            var answer = RawHttp.get(server.port(), "/health/deep");
            Duration waited = Duration.ofNanos(System.nanoTime() - asked);

            System.out.printf("%d half-sent requests: an honest client waited %d ms%n", crowd, waited.toMillis());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(waited).isLessThan(Duration.ofSeconds(10));
            for (Socket socket : halfSent) {
                assertThat(RawHttp.read(socket).status())
                        .as("cut without an answer")
                        .isZero();
            }
        } finally {
            closeAll(halfSent);
        }
    }

    @Test
    void closesWhatIsMoreThanMayWaitAndAnswersAgainLater() throws Exception {
        List<Socket> halfSent = new ArrayList<>();
        try {
            for (int i = 0; i < 800; i++) {
                halfSent.add(say(HALF));
            }

            for (Socket socket : halfSent) {
                assertThat(RawHttp.read(socket).status()).isZero();
            }
            assertThat(RawHttp.get(server.port(), "/health/deep").status()).isEqualTo(200);
        } finally {
            closeAll(halfSent);
        }
    }

    @Test
    void cutsARequestThatDripsHoweverAliveItLooks() throws Exception {
        try (var socket = say(HALF)) {
            var cut = new CountDownLatch(1);
            var reader = new Thread(() -> {
                RawHttp.read(socket);
                cut.countDown();
            });
            reader.start();

            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!cut.await(50, TimeUnit.MILLISECONDS) && System.nanoTime() < deadline) {
                try {
                    socket.getOutputStream().write('x');
                } catch (IOException closed) {
                    break;
                }
            }

            assertThat(cut.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "GET /health/deep HTTP/1.1\r\nX-Endless: ",
                "POST /health/deep HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999999\r\n\r\n"
            })
    void cutsARequestThatNeverStopsGrowing(String head) throws Exception {
        byte[] more = "x".repeat(8_192).getBytes(US_ASCII);
        long sent = 0;
        try (var socket = say(head)) {
            // Most of what can be sent stays in the buffers of the two sockets.
            while (sent < ENDLESS_BYTES && socket.getInputStream().available() == 0) {
                socket.getOutputStream().write(more);
                sent += more.length;
            }
        } catch (IOException cut) {
            // As it should be.
        }

        assertThat(sent).as("bytes until it was cut").isLessThan(ENDLESS_BYTES);
        assertThat(RawHttp.get(server.port(), "/health/deep").status()).isEqualTo(200);
    }

    @Test
    void readsTwoHundredHeadersAndNotMore() {
        assertThat(RawHttp.exchange(server.port(), withHeaders(200)).status()).isEqualTo(200);
        assertThat(RawHttp.exchange(server.port(), withHeaders(201)).status()).isIn(0, 400);
    }

    @Test
    void cutsABodyThatNeverComesAfterItHasAnswered() throws Exception {
        try (var socket = say("POST /health/deep HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n")) {
            assertThat(RawHttp.read(socket).status()).isEqualTo(405);
        }
    }

    @Test
    void needsNoThreadForConnectionsThatSayNothing() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                silent.add(RawHttp.connect(server.port()));
            }

            assertThat(RawHttp.get(server.port(), "/health/deep").status()).isEqualTo(200);
        } finally {
            closeAll(silent);
        }
    }

    @Test
    void survivesClientsThatLeaveAtOnce() throws Exception {
        for (int i = 0; i < 200; i++) {
            Socket socket = say("GET /health/deep HTTP/1.1\r\nHost: localhost\r\n\r\n");
            socket.setSoLinger(true, 0);
            socket.close();
        }

        assertThat(RawHttp.get(server.port(), "/health/deep").status()).isEqualTo(200);
    }

    @Test
    void usesSixteenDaemonThreadsOfItsOwnAndEndsThem() {
        assertThat(RawHttp.get(server.port(), "/health/deep").status()).isEqualTo(200);
        List<Thread> ours = threads("plimsoll-ops-");
        assertThat(ours).hasSize(16 + 1).allMatch(Thread::isDaemon);
        assertThat(threads("HTTP-Dispatcher")).isNotEmpty().allMatch(Thread::isDaemon);

        server.close();

        await(() -> ours.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void freesItsPortOnCloseAndMayBeClosedTwice() throws Exception {
        Socket open = RawHttp.connect(server.port());
        Socket half = say(HALF);
        // Accepted one after the other, so these two are; what it accepts while it stops, the JDK's server forgets.
        assertThat(RawHttp.get(server.port(), "/health/shallow").status()).isEqualTo(200);

        server.close();
        server.close();

        try (open;
                half;
                var successor = new ServerSocket()) {
            successor.setReuseAddress(true);
            successor.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            assertThat(RawHttp.read(open).status()).isZero();
            assertThat(RawHttp.read(half).status()).isZero();
        }
    }

    @Test
    void refusesAPortThatIsTaken() {
        int before = threads("plimsoll-ops-").size();

        assertThatThrownBy(() -> JdkOpsServer.start(ops, InetAddress.getLoopbackAddress(), server.port()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot listen on ")
                .hasMessageContaining(":" + server.port())
                .hasMessageContaining("in use; nobody would be answered about health");

        await(() -> threads("plimsoll-ops-").size() <= before);
    }

    @Test
    void listensOnAllAddressesUnlessToldOtherwise() {
        try (var everywhere = JdkOpsServer.start(ops, 0)) {
            assertThat(RawHttp.get(everywhere.port(), "/health/shallow").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void sendsWithoutDelay() {
        assertThat(System.getProperty("sun.net.httpserver.nodelay")).isEqualTo("true");
        assertThat(System.getProperty("sun.net.httpserver.maxReqTime")).isNull();
    }

    private static String withHeaders(int count) {
        var request = new StringBuilder("GET /health/deep HTTP/1.1\r\nHost: localhost\r\n");
        for (int i = 1; i < count; i++) {
            request.append("X-").append(i).append(": x\r\n");
        }
        return request.append("\r\n").toString();
    }

    private Socket say(String text) throws IOException {
        Socket socket = RawHttp.connect(server.port());
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        return socket;
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static List<Thread> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
