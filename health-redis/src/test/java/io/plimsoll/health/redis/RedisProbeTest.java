package io.plimsoll.health.redis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Status;
import io.plimsoll.time.SystemTime;
import io.plimsoll.time.Timing;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RedisProbeTest {

    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(10);

    @Test
    void isUpWhenTheServerAnswersAndMeasuresTheRoundTripOnly() throws Exception {
        try (var redis = RealRedis.start();
                var probe = new Closing(RedisProbe.of(redis.uri()))) {
            Attempt.Outcome first = Attempt.check(probe.probe(), LONG);
            Attempt.Outcome second = Attempt.check(probe.probe(), LIMIT);

            System.out.printf(
                    "first check %d ms, its round trip %.2f ms; second check %.2f ms%n",
                    first.took().toMillis(),
                    millis(requireNonNull(first.finding().latency())),
                    millis(second.took()));
            assertThat(first.finding().status()).isEqualTo(Status.UP);
            assertThat(second.finding().status()).isEqualTo(Status.UP);
            assertThat(second.finding().latency()).isPositive().isLessThan(LIMIT);
        }
    }

    @Test
    void sendsOnePingPerCheckAndNothingElse() throws Exception {
        try (var redis = RealRedis.start();
                var monitor = new Socket(InetAddress.getLoopbackAddress(), redis.port());
                var probe = new Closing(RedisProbe.of(redis.uri()))) {
            monitor.setSoTimeout(5_000);
            monitor.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.UTF_8));
            var in = new BufferedReader(new InputStreamReader(monitor.getInputStream(), StandardCharsets.UTF_8));
            assertThat(in.readLine()).isEqualTo("+OK");
            long before = redis.pings();

            for (int i = 0; i < 20; i++) {
                assertThat(Attempt.check(probe.probe(), LONG).finding().status())
                        .isEqualTo(Status.UP);
            }

            long after = redis.pings();
            System.out.println("20 checks: " + (after - before) + " PINGs at the server");
            assertThat(after - before).isEqualTo(20);
            assertThat(linesUntilInfo(in)).hasSize(20).allMatch(line -> line.endsWith("\"PING\""));
        }
    }

    @Test
    void greetsWithCredentialsAndDatabaseOncePerConnection() throws Exception {
        try (var redis = RealRedis.start();
                var probe = new Closing(RedisProbe.of("redis://:wonderland@127.0.0.1:" + redis.port() + "/3"))) {
            redis.ask("CONFIG SET requirepass wonderland", "done");

            for (int i = 0; i < 3; i++) {
                assertThat(Attempt.check(probe.probe(), LONG).finding().status())
                        .isEqualTo(Status.UP);
            }

            String stats = redis.ask("AUTH wonderland\r\nINFO commandstats", "done");
            assertThat(stats)
                    .contains("cmdstat_auth:calls=2,")
                    .contains("cmdstat_select:calls=1,")
                    .contains("cmdstat_ping:calls=4,")
                    .doesNotContain("cmdstat_hello")
                    .doesNotContain("cmdstat_client");
        }
    }

    @Test
    void saysThatCredentialsAreRejectedAndRepeatsNoneOfThem() throws Exception {
        try (var redis = RealRedis.start()) {
            redis.ask("ACL SETUSER mute on >secretword +select", "done");
            redis.ask("CONFIG SET requirepass wonderland", "done");
            String at = "@127.0.0.1:" + redis.port();

            for (String uri : List.of(
                    "redis://127.0.0.1:" + redis.port(),
                    "redis://:secretword" + at,
                    "redis://alice:secretword" + at,
                    "redis://mute:secretword" + at)) {
                try (var probe = new Closing(RedisProbe.of(uri))) {
                    Finding finding = Attempt.check(probe.probe(), LONG).finding();
                    System.out.println(finding.code() + " \"" + finding.error() + "\" " + finding.details());
                    assertThat(finding.status()).isEqualTo(Status.DOWN);
                    assertThat(finding.code()).isEqualTo(Code.AUTH);
                    assertThat(finding.toString())
                            .doesNotContain("secretword")
                            .doesNotContain("wonderland")
                            .doesNotContain("alice");
                    assertThat(finding.details())
                            .containsEntry("server", "127.0.0.1:" + redis.port())
                            .containsKey("answer");
                }
            }
        }
    }

    @Test
    void timesOutOnEachAttemptWhileTheServerIsFrozenAndHealsByItself() throws Exception {
        try (var redis = RealRedis.start();
                var probe = new Closing(RedisProbe.of(redis.uri()))) {
            Attempt.check(probe.probe(), LONG);
            redis.freeze();
            for (int i = 0; i < 5; i++) {
                Attempt.Outcome frozen = Attempt.check(probe.probe(), LIMIT);
                System.out.printf("frozen: %s after %.1f ms%n", frozen.finding().code(), millis(frozen.took()));
                assertThat(frozen.finding().status()).isEqualTo(Status.DOWN);
                assertThat(frozen.finding().code()).isEqualTo(Code.TIMEOUT);
                assertThat(frozen.finding().error()).isEqualTo("Redis did not answer");
                assertThat(frozen.took()).isLessThan(LIMIT.plusMillis(250));
            }
            redis.thaw();

            Attempt.Outcome healed = Attempt.check(probe.probe(), LONG);
            System.out.printf("thawed: %s after %.1f ms%n", healed.finding().status(), millis(healed.took()));
            assertThat(healed.finding().status()).isEqualTo(Status.UP);
            Eventually.until("one connection", LONG, () -> redis.clients() == 1);
        }
    }

    @Test
    void timesOutOnEachAttemptWhenFrozenBeforeTheHandshake() throws Exception {
        try (var redis = RealRedis.start();
                var probe = new Closing(RedisProbe.of("redis://:wonderland@127.0.0.1:" + redis.port()))) {
            redis.ask("CONFIG SET requirepass wonderland", "done");
            redis.freeze();
            for (int i = 0; i < 3; i++) {
                assertThat(Attempt.check(probe.probe(), LIMIT).finding().code()).isEqualTo(Code.TIMEOUT);
            }
            redis.thaw();

            assertThat(Attempt.check(probe.probe(), LONG).finding().status()).isEqualTo(Status.UP);
        }
    }

    @Test
    void isUpOnTheFirstCheckAfterARestart() throws Exception {
        try (var redis = RealRedis.start();
                var probe = new Closing(RedisProbe.of(redis.uri()))) {
            Attempt.check(probe.probe(), LONG);
            redis.kill();
            for (int i = 0; i < 5; i++) {
                Finding finding = Attempt.check(probe.probe(), LIMIT).finding();
                assertThat(finding.code()).isEqualTo(Code.REFUSED);
                assertThat(finding.error()).isEqualTo("Redis refused the connection");
            }
            redis.restart();

            assertThat(Attempt.check(probe.probe(), LONG).finding().status()).isEqualTo(Status.UP);
        }
    }

    @Test
    void isRefusedFromTheStartAndUpOnceTheServerIs() throws Exception {
        int port = RealRedis.freePort();
        try (var probe = new Closing(RedisProbe.of(URI.create("redis://localhost:" + port)))) {
            Finding refused = Attempt.check(probe.probe(), LONG).finding();
            assertThat(refused.code()).isEqualTo(Code.REFUSED);
            assertThat(refused.error()).isEqualTo("Redis refused the connection");
            assertThat(refused.details()).containsEntry("server", "localhost:" + port);

            try (var redis = RealRedis.startOn(port)) {
                assertThat(Attempt.check(probe.probe(), LONG).finding().status())
                        .as(redis.uri())
                        .isEqualTo(Status.UP);
            }
        }
    }

    @Test
    void replacesAConnectionThatWasCutWhileIdle() throws Exception {
        try (var redis = RealRedis.start();
                var probe = new Closing(RedisProbe.of(redis.uri()))) {
            for (int i = 0; i < 20; i++) {
                assertThat(Attempt.check(probe.probe(), LONG).finding().status())
                        .isEqualTo(Status.UP);
                redis.ask("CLIENT KILL TYPE normal", "done");
            }
        }
    }

    @Test
    void leavesNoConnectionAtASilentServer() throws Exception {
        for (String scheme : List.of("redis://", "redis://:password@", "rediss://")) {
            try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                    var probe = new Closing(RedisProbe.of(scheme + "127.0.0.1:" + silent.getLocalPort()))) {
                silent.setSoTimeout(5_000);
                for (int i = 0; i < 3; i++) {
                    Attempt.Outcome outcome = Attempt.check(probe.probe(), i == 0 ? LONG.dividedBy(4) : LIMIT);
                    System.out.printf(
                            "silent %s: %s after %.1f ms%n",
                            scheme, outcome.finding().code(), millis(outcome.took()));
                    assertThat(outcome.finding().code()).isEqualTo(Code.TIMEOUT);
                    try (Socket accepted = silent.accept()) {
                        accepted.setSoTimeout(5_000);
                        assertThat(readToEnd(accepted)).isGreaterThanOrEqualTo(0);
                    }
                }
            }
        }
    }

    @Test
    void endsAtOnceWhenItIsCancelled() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var probe = new Closing(RedisProbe.of("redis://127.0.0.1:" + silent.getLocalPort()))) {
            Attempt.check(probe.probe(), LIMIT);
            silent.accept().close();
            var attempt = new Attempt(Duration.ofSeconds(60));
            var finding = new CompletableFuture<Finding>();
            var thread = new Thread(() -> finding.completeAsync(() -> unchecked(probe.probe(), attempt)));
            thread.setDaemon(true);
            thread.start();
            Socket accepted = silent.accept();
            assertThat(accepted.getInputStream().read()).isEqualTo('*');

            long before = System.nanoTime();
            attempt.cancel();
            Finding cancelled = finding.get(5, TimeUnit.SECONDS);

            System.out.printf("cancelled: ends after %.2f ms%n", (System.nanoTime() - before) / 1e6);
            assertThat(cancelled.code()).isEqualTo(Code.TIMEOUT);
            assertThat(readToEnd(accepted)).isPositive();
        }
    }

    @Test
    void saysWhatTheServerAnsweredInOwnWords() throws Exception {
        record Case(String reply, Code code, String error) {}
        var cases = List.of(
                new Case("-LOADING Redis is loading the dataset in memory", Code.LOADING, "Redis is loading its data"),
                new Case("-MASTERDOWN Link with MASTER is down", Code.BAD_RESPONSE, "Redis answered with an error"),
                new Case("-ERR unknown command 'PING'", Code.BAD_RESPONSE, "Redis answered with an error"),
                new Case("+POLO", Code.BAD_RESPONSE, "Redis answered with an error"),
                new Case("-NOAUTH Authentication required.", Code.AUTH, "Redis rejects the credentials"),
                new Case("-NOPERM this user has no permissions", Code.AUTH, "Redis denies the right to PING"),
                new Case(
                        "-ERR max number of clients reached",
                        Code.CONNECTION_LIMIT,
                        "Redis accepts no more connections"));
        for (Case expected : cases) {
            try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                    var probe = new Closing(RedisProbe.of("redis://127.0.0.1:" + server.getLocalPort()))) {
                var answering = CompletableFuture.runAsync(() -> answerOnce(server, expected.reply()));

                Finding finding = Attempt.check(probe.probe(), LONG).finding();

                assertThat(finding.code()).as(expected.reply()).isEqualTo(expected.code());
                assertThat(finding.error()).isEqualTo(expected.error());
                assertThat(finding.status()).isEqualTo(Status.DOWN);
                answering.get(5, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void saysThatTheServerAcceptsNoMoreConnections() throws Exception {
        try (var redis = RealRedis.start("--maxclients", "1");
                var only = redis.onlyClient();
                var probe = new Closing(RedisProbe.of(redis.uri()))) {
            var codes = new ArrayList<Code>();
            for (int i = 0; i < 10; i++) {
                codes.add(Attempt.check(probe.probe(), LONG).finding().code());
            }

            System.out.println("client limit reached: " + codes);
            assertThat(only.isConnected()).isTrue();
            // A hang-up may overtake the reason for it on the way.
            assertThat(codes).contains(Code.CONNECTION_LIMIT).isSubsetOf(Code.CONNECTION_LIMIT, Code.REFUSED);
        }
    }

    @Test
    void isDegradedWhenTheAnswerIsSlow() throws Exception {
        try (var redis = RealRedis.start();
                var slow = new Closing(RedisProbe.of(redis.uri()).slowAfter(Duration.ofNanos(1)));
                var fast = new Closing(RedisProbe.of(redis.uri()).slowAfter(LONG))) {
            Finding finding = Attempt.check(slow.probe(), LONG).finding();

            assertThat(finding.status()).isEqualTo(Status.DEGRADED);
            assertThat(finding.code()).isEqualTo(Code.SLOW);
            assertThat(finding.error()).isEqualTo("Slow answer from Redis");
            assertThat(Attempt.check(fast.probe(), LONG).finding().status()).isEqualTo(Status.UP);
        }
    }

    @Test
    void saysThatNoEncryptedConnectionCanBeMade() throws Exception {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var plain = new Closing(RedisProbe.of("rediss://127.0.0.1:" + server.getLocalPort()))) {
            var answering = CompletableFuture.runAsync(() -> answerOnce(server, "-ERR Protocol error"));

            Finding finding = Attempt.check(plain.probe(), LONG).finding();

            assertThat(finding.code()).isEqualTo(Code.TLS);
            assertThat(finding.error()).isEqualTo("No encrypted connection to Redis could be made");
            answering.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void runsOneThreadFromTheFirstCheckUntilItIsClosed() throws Exception {
        try (var redis = RealRedis.start()) {
            Eventually.until(
                    "none is left of other tests", LONG, () -> ownThreads().isEmpty());
            var threads = Thread.getAllStackTraces().keySet();
            var probe = RedisProbe.of(redis.uri());
            assertThat(ownThreads()).isEmpty();

            for (int i = 0; i < 10; i++) {
                Attempt.check(probe, LONG);
                redis.ask("CLIENT KILL TYPE normal", "done");
            }
            redis.freeze();
            Attempt.check(probe, LIMIT);
            Attempt.check(probe, LIMIT);

            List<Thread> running = ownThreads();
            var others = new ArrayList<>(Thread.getAllStackTraces().keySet());
            others.removeAll(threads);
            System.out.println("threads of a probe: " + others);
            assertThat(running).hasSize(1).allMatch(Thread::isDaemon);
            assertThat(others).isEqualTo(running);

            long before = System.nanoTime();
            probe.close();
            System.out.printf("close() returned after %.2f ms%n", (System.nanoTime() - before) / 1e6);
            Duration gone =
                    Eventually.until("no thread left", LONG, () -> ownThreads().isEmpty());
            System.out.println("thread gone after another " + gone.toMillis() + " ms");
            assertThatThrownBy(() -> Attempt.check(probe, LIMIT))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the probe is closed");
        }
    }

    @Test
    void blamesNobodyWhileThisJvmStillLoadsTheClient() throws Exception {
        var aside = new ConcurrentLinkedQueue<Runnable>();
        try (var redis = RealRedis.start();
                var time = SystemTime.start();
                var probe = new Closing(RedisProbe.of(redis.uri()))) {
            Timing real = time.timing();
            probe.probe().open(new Timing(real.ticker(), real.clock(), real.scheduler(), aside::add));

            var attempt = new Attempt(LIMIT);
            Finding loading = probe.probe().check(attempt);

            assertThat(loading.code()).isEqualTo(Code.NOT_RUN_YET);
            assertThat(loading.error()).isEqualTo("The Redis client is still starting");
            assertThat(attempt.remaining()).as("time left for the finding").isPositive();
            assertThat(probe.probe().check(new Attempt(LIMIT)).code()).isEqualTo(Code.NOT_RUN_YET);
            assertThat(aside).hasSize(1);

            requireNonNull(aside.poll()).run();
            assertThat(probe.probe().check(new Attempt(LONG)).status()).isEqualTo(Status.UP);
            assertThat(aside).isEmpty();
            assertThat(redis.pings()).isEqualTo(2);
        }
    }

    @Test
    void mustBeOpenedBeforeTheFirstCheck() {
        assertThatThrownBy(() -> RedisProbe.of("redis://host").check(new Attempt(LIMIT)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the probe has not been opened: open(Timing) comes before the first check");
    }

    @Test
    void leavesNoDescriptorOpen() throws Exception {
        try (var redis = RealRedis.start()) {
            open(redis, 3);
            long before = descriptors();

            open(redis, 30);

            Eventually.until("descriptors as before", LONG, () -> descriptors() < before + 5);
            System.out.println("descriptors before " + before + ", after 30 probes " + descriptors());
        }
    }

    @Test
    void refusesWhatIsNotTheAddressOfOneServerAndRepeatsNoPassword() {
        for (String bad :
                List.of("redis://:secretword@ho st", "http://:secretword@host", "secretword", "redis://:secretword@")) {
            assertThatThrownBy(() -> RedisProbe.of(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "not the address of a Redis server: expected redis://[[user]:password@]host[:port][/database]")
                    .hasNoCause();
        }
        assertThatThrownBy(() -> RedisProbe.of("redis-sentinel://a,b/0#main"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names 2 sentinels");
        assertThatThrownBy(() -> RedisProbe.of("redis://a..b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'a..b' cannot be the name of a host");
        assertThatThrownBy(() -> RedisProbe.of("redis://host").slowAfter(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slowAfter must be positive, but is PT0S");
    }

    private static void open(RealRedis redis, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            try (var probe = new Closing(RedisProbe.of("redis://localhost:" + redis.port()))) {
                assertThat(Attempt.check(probe.probe(), LONG).finding().status())
                        .isEqualTo(Status.UP);
            }
        }
        Eventually.until("threads end", LONG, () -> ownThreads().isEmpty());
    }

    private static long descriptors() {
        String[] names = new java.io.File("/proc/self/fd").list();
        return names == null ? 0 : names.length;
    }

    private static List<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("plimsoll-redis"))
                .toList();
    }

    private static List<String> linesUntilInfo(BufferedReader monitor) throws Exception {
        var lines = new ArrayList<String>();
        boolean counting = false;
        for (String line = monitor.readLine(); line != null; line = monitor.readLine()) {
            if (line.contains("\"INFO\"")) {
                if (counting) {
                    return lines;
                }
                counting = true;
            } else if (counting && !line.contains("\"ECHO\"")) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static int readToEnd(Socket socket) {
        int count = 0;
        try {
            while (socket.getInputStream().read() >= 0) {
                count++;
            }
        } catch (java.net.SocketTimeoutException open) {
            throw new AssertionError("the connection is still open", open);
        } catch (java.io.IOException reset) {
            return count;
        }
        return count;
    }

    private static void answerOnce(ServerSocket server, String reply) {
        try (Socket accepted = server.accept()) {
            accepted.getInputStream().readNBytes("*1\r\n$4\r\nPING\r\n".length());
            accepted.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
            readToEnd(accepted);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Finding unchecked(RedisProbe probe, Attempt attempt) {
        try {
            return probe.check(attempt);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private record Closing(RedisProbe probe) implements AutoCloseable {
        @Override
        public void close() {
            probe.close();
        }
    }
}
