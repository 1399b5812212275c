package io.plimsoll.http.spring;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Finding;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.HealthMonitorBuilder;
import io.plimsoll.health.monitor.ProbeSettings;
import io.plimsoll.http.contract.Eventually;
import io.plimsoll.http.contract.RawHttp;
import io.plimsoll.http.probe.HttpProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** Two services that require each other's {@code /actuator/health}, over HTTP, and a database that both lose. */
class ActuatorCircleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ProbeSettings PACE = ProbeSettings.every(Duration.ofSeconds(1));
    private static final int CHECKS = 3;

    private final Service one = new Service();
    private final Service two = new Service();
    private volatile boolean databaseWorks = true;

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void healAfterAnOutageThatTheyShared(boolean strict) throws Exception {
        one.start(two, strict, HttpProbe::get);
        two.start(one, strict, HttpProbe::get);
        awaitBoth(200);

        databaseWorks = false;
        awaitBoth(503);
        awaitEachSeesTheOtherDown();
        databaseWorks = true;

        awaitBoth(200);
    }

    /** Only where the strict rule holds: without it a neighbour that answers 503 leaves the other one DEGRADED, with 200. */
    @Test
    void wouldHoldEachOtherDownIfTheyWereShownAsDown() throws Exception {
        databaseWorks = false;
        one.start(two, true, url -> HttpProbe.get(url).endOfChain());
        two.start(one, true, url -> HttpProbe.get(url).endOfChain());
        awaitEachSeesTheOtherDown();
        databaseWorks = true;
        Eventually.until("both have their database", PATIENCE, () -> one.hasItsDatabase() && two.hasItsDatabase());

        for (int check = 0; check < CHECKS; check++) {
            Instant ofOne = one.checkedNeighbour();
            Instant ofTwo = two.checkedNeighbour();
            Eventually.until(
                    "each has asked again",
                    PATIENCE,
                    () -> one.checkedNeighbour().isAfter(ofOne)
                            && two.checkedNeighbour().isAfter(ofTwo));
        }

        assertThat(one.status()).isEqualTo(503);
        assertThat(two.status()).isEqualTo(503);
    }

    private void awaitBoth(int status) throws Exception {
        Eventually.until("both answer " + status, PATIENCE, () -> one.status() == status && two.status() == status);
    }

    private void awaitEachSeesTheOtherDown() throws Exception {
        Eventually.until("each has seen the other one DOWN", PATIENCE, () -> one.seesItDown() && two.seesItDown());
    }

    private Finding database() {
        return databaseWorks ? Finding.up() : Finding.down(Code.REFUSED, "Database refused the connection");
    }

    /** Answers as Boot does. */
    private final class Service implements AutoCloseable {

        private static final String NEIGHBOUR = "neighbour";

        private final HttpServer server = bound();
        private @Nullable HealthMonitor health;

        void start(Service neighbour, boolean strict, Function<String, HttpProbe> ask) {
            HealthMonitorBuilder builder = HealthMonitor.builder("member", "v1")
                    .required("database", probe -> database(), PACE)
                    .required(NEIGHBOUR, ask.apply("http://127.0.0.1:" + neighbour.port() + "/actuator/health"), PACE);
            health = strict ? builder.strict().start() : builder.start();
            var actuator = new ActuatorHealth(health);
            server.createContext("/actuator/health", exchange -> {
                exchange.sendResponseHeaders(bootsAnswer(actuator), -1);
                exchange.close();
            });
            server.start();
        }

        int status() {
            return RawHttp.get(port(), "/actuator/health").status();
        }

        boolean hasItsDatabase() {
            return component("database").status() == io.plimsoll.health.Status.UP;
        }

        boolean seesItDown() {
            return component(NEIGHBOUR).code() == Code.BAD_RESPONSE;
        }

        Instant checkedNeighbour() {
            return requireNonNull(component(NEIGHBOUR).checkedAt());
        }

        @Override
        public void close() {
            server.stop(0);
            if (health != null) {
                health.close();
            }
        }

        private ComponentHealth component(String name) {
            return requireNonNull(requireNonNull(health).report().components().get(name));
        }

        private int port() {
            return server.getAddress().getPort();
        }
    }

    /** 503 for DOWN, and 200 for DEGRADED as well, as {@code BridgeTest} of the example has it from Boot. */
    private static int bootsAnswer(ActuatorHealth actuator) {
        boolean down = actuator.stream()
                .map(child -> ((HealthIndicator) child.contributor()).health())
                .anyMatch(health -> health.getStatus().equals(Status.DOWN));
        return down ? 503 : 200;
    }

    private static HttpServer bound() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
