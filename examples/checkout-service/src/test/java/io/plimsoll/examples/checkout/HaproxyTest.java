package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.checkout.servers.FreePort;
import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.examples.drill.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a real HAProxy makes of two real instances that share their servers. Each test needs both and says so; the order only
 * saves a restart.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HaproxyTest {

    private static final List<String> NAMES = List.of("one", "two");
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration A_WHILE = Duration.ofSeconds(3);
    private static final int SHOPPERS = 8;
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final int ENOUGH = 100;

    @TempDir
    static Path home;

    private static final Map<String, ServiceProcess> INSTANCES = new HashMap<>();
    private static final Map<String, Map<String, String>> ENVIRONMENTS = new HashMap<>();
    private static SharedServers servers;
    private static Haproxy haproxy;

    @BeforeAll
    static void start() throws Exception {
        Haproxy.requireInstalled();
        servers = SharedServers.start();
        var known = new HashMap<String, String>();
        for (String name : NAMES) {
            String port = Integer.toString(FreePort.find());
            String opsPort = Integer.toString(FreePort.find());
            var environment = new HashMap<>(servers.environment());
            environment.put("PORT", port);
            environment.put("OPS_PORT", opsPort);
            environment.put("DRAIN_MILLIS", Long.toString(DRAIN.toMillis()));
            ENVIRONMENTS.put(name, environment);
            int number = NAMES.indexOf(name) + 1;
            known.put("CHECKOUT_" + number, "127.0.0.1:" + port);
            known.put("CHECKOUT_" + number + "_OPS", opsPort);
        }
        haproxy = Haproxy.start(home, FreePort.find(), FreePort.find(), known);
    }

    @AfterAll
    static void stop() {
        INSTANCES.values().forEach(ServiceProcess::close);
        if (haproxy != null) {
            haproxy.log().lines().filter(line -> line.startsWith("Server ")).forEach(HaproxyTest::say);
            haproxy.close();
        }
        if (servers != null) {
            servers.close();
        }
    }

    @BeforeEach
    void bothAreUp() throws IOException {
        for (String name : NAMES) {
            if (!INSTANCES.containsKey(name)) {
                Path folder = Files.createTempDirectory(home, name);
                INSTANCES.put(name, ServiceProcess.launch(CheckoutMain.class, folder, ENVIRONMENTS.get(name)));
            }
        }
        INSTANCES.values().forEach(ServiceProcess::awaitReady);
        Eventually.within(
                START, "both are UP", () -> haproxy.statuses().values().stream().allMatch("UP"::equals));
        haproxy.shop().put("/carts/c-1", Running.CART);
    }

    @Test
    @Order(1)
    void keepsBothInServiceWhileTheDatabaseThatTheyShareIsFrozen() {
        var seen = new TreeMap<String, Integer>();
        servers.postgres().freeze();
        try {
            Duration told = Eventually.within(STOP, "both are deeply DOWN", () -> {
                lookAtBoth(seen);
                return NAMES.stream().allMatch(HaproxyTest::isDeeplyDown);
            });
            long from = System.nanoTime();
            Eventually.within(STOP, "it went on for a while", () -> {
                lookAtBoth(seen);
                return System.nanoTime() - from > A_WHILE.toNanos();
            });

            assertThat(NAMES).allMatch(HaproxyTest::isDeeplyDown);
            say("database frozen: deep is DOWN TIMEOUT on both after " + millis(told) + "; ready and HAProxy meanwhile "
                    + seen);
        } finally {
            servers.postgres().heal();
        }

        assertThat(seen.keySet()).containsExactly("one ready 200, UP", "two ready 200, UP");
        Eventually.within(
                STOP,
                "both are deeply UP again",
                () -> NAMES.stream()
                        .allMatch(name -> ops(name).get("/health/deep").status() == 200));
    }

    @Test
    @Order(2)
    void losesNoRequestWhenOneIsDrainedUnderLoad() throws Exception {
        ServiceProcess drained = INSTANCES.get("one");
        var shoppers = Shoppers.start(SHOPPERS, haproxy.shop(), PAUSE);
        try (shoppers) {
            awaitMoreFrom(NAMES);

            long asked = System.nanoTime();
            drained.signal("TERM");
            Eventually.within(STOP, "HAProxy takes it out", () -> isDown("one"));
            Duration out = since(asked);
            int code = drained.exit(STOP);
            INSTANCES.remove("one");
            say("one drained under load: out after " + millis(out) + ", ended after " + millis(since(asked)));
            awaitMoreFrom(List.of("two"));

            assertThat(code).isEqualTo(143);
        }

        say("answers " + shoppers.answers() + ", failed " + shoppers.failures().size());
        assertThat(shoppers.answers().keySet()).containsExactly(201);
    }

    @Test
    @Order(3)
    void sendsRequestsElsewhereWhenOneIsKilled() {
        ServiceProcess killed = INSTANCES.get("two");
        var shoppers = Shoppers.start(SHOPPERS, haproxy.shop(), PAUSE);
        long begun;
        try (shoppers) {
            awaitMoreFrom(NAMES);

            begun = System.nanoTime();
            killed.signal("KILL");
            Eventually.within(STOP, "HAProxy takes it out", () -> isDown("two"));
            INSTANCES.remove("two");
            say("two killed under load: out after " + millis(since(begun)));
            awaitMoreFrom(List.of("one"));
        }

        long last = shoppers.failures().stream()
                .mapToLong(failure -> failure - begun)
                .max()
                .orElse(0);
        say("answers " + shoppers.answers() + ", failed " + shoppers.failures().size() + ", the last one after "
                + millis(Duration.ofNanos(last)));
        // Those that it had in hand; whoever comes later is refused there, and sent to the other one.
        assertThat(shoppers.failures()).hasSizeLessThanOrEqualTo(SHOPPERS);
    }

    @Test
    @Order(0)
    void hasAConfigurationThatHaproxyAcceptsAndWouldNotWithAMistake() throws Exception {
        Path mistaken = home.resolve("mistaken.cfg");
        Files.writeString(mistaken, Files.readString(Haproxy.CONFIGURATION).replace("fastinter", "fasterinter"));

        assertThat(Haproxy.complaintsOf(Haproxy.CONFIGURATION)).isEmpty();
        assertThat(Haproxy.complaintsOf(mistaken)).contains("fasterinter");
    }

    private static void lookAtBoth(Map<String, Integer> seen) {
        Map<String, String> statuses = haproxy.statuses();
        for (String name : NAMES) {
            int ready = ops(name).get("/health/ready").status();
            seen.merge(name + " ready " + ready + ", " + statuses.get(name), 1, Integer::sum);
        }
    }

    private static boolean isDeeplyDown(String name) {
        Http.Reply deep = ops(name).get("/health/deep");
        return deep.status() == 503
                && deep.json().at("/components/database/code").asText().equals("TIMEOUT");
    }

    private static boolean isDown(String name) {
        return haproxy.statuses().get(name).startsWith("DOWN");
    }

    /** Until each of them has got some more requests. */
    private static void awaitMoreFrom(List<String> names) {
        Map<String, String> before = haproxy.requests();
        Eventually.within(START, "all get requests", () -> {
            Map<String, String> now = haproxy.requests();
            return names.stream()
                    .allMatch(name -> Long.parseLong(now.get(name)) >= Long.parseLong(before.get(name)) + ENOUGH);
        });
    }

    private static Http ops(String name) {
        return new Http(INSTANCES.get(name).ops());
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }

    private static void say(String line) {
        System.out.println("haproxy: " + line);
    }
}
