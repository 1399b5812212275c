package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.DrainDrill;
import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.examples.drill.ServiceProcess;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartAndStopTest {

    private static final Duration PROMISE = Duration.ofSeconds(10);

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {"", "database/freeze redis/freeze inventory/freeze pool/exhaust", "database/kill redis/kill"})
    void stopsWithinTenSecondsAndLeavesNothingBehind(String games) throws Exception {
        try (var service =
                ServiceProcess.launch(CheckoutMain.class, home, Map.of()).awaitReady()) {
            List<ProcessHandle> children = service.descendants();
            Stream.of(games.split(" ", -1))
                    .filter(game -> !game.isEmpty())
                    .forEach(game -> assertThat(new Http(service.business())
                                    .post("/chaos/" + game, "")
                                    .status())
                            .isEqualTo(200));

            long asked = System.nanoTime();
            service.signal("TERM");
            int code = service.exit(PROMISE);
            Duration took = Duration.ofNanos(System.nanoTime() - asked);

            System.out.println("SIGTERM " + (games.isEmpty() ? "in peace" : "after " + games) + ": stopped in "
                    + took.toMillis() + " ms, exit code " + code);
            assertThat(code).isEqualTo(143);
            assertThat(children).hasSizeGreaterThan(5).noneMatch(ProcessHandle::isAlive);
            assertThat(service.leftovers("checkout-")).isEmpty();
            assertThat(service.err()).isEmpty();
        }
    }

    @Test
    void stopsAsWellWhileItStillStarts() throws Exception {
        try (var service = ServiceProcess.launch(CheckoutMain.class, home, Map.of())) {
            Eventually.within(
                    Duration.ofSeconds(30),
                    "PostgreSQL is about to start",
                    () -> !service.descendants().isEmpty());

            service.signal("TERM");
            int code = service.exit(PROMISE);

            assertThat(code).isEqualTo(143);
            assertThat(service.descendants()).isEmpty();
            assertThat(service.leftovers("checkout-")).isEmpty();
            assertThat(service.out()).doesNotContain("ready ");
        }
    }

    @Test
    void losesNoRequestThatIsSentBeforeItsLoadBalancersNotice() throws Exception {
        Duration wait = Duration.ofMillis(1_500);
        try (var service = ServiceProcess.launch(
                        CheckoutMain.class, home, Map.of("DRAIN_MILLIS", Long.toString(wait.toMillis())))
                .awaitReady()) {
            var shop = new Http(service.business());
            shop.put("/carts/c-1", Running.CART);
            shop.post("/checkout", Running.CHECKOUT);

            new DrainDrill(service, "/orders/1", wait, PROMISE).run();
        }
    }

    @Test
    void printsATokenForOperatorsWhereNobodyHasSetOne() throws Exception {
        try (var service =
                ServiceProcess.launch(CheckoutMain.class, home, Map.of()).awaitReady()) {
            Matcher token = Pattern.compile("Bearer ([0-9a-f]{32})\"").matcher(service.out());
            Matcher secret =
                    Pattern.compile("signed with whsec_[A-Za-z0-9+/]{43}= ").matcher(service.out());

            assertThat(token.find()).as(service.out()).isTrue();
            assertThat(secret.find()).as(service.out()).isTrue();
            assertThat(isRefused(service, token.group(1))).isFalse();
            assertThat(isRefused(service, "0".repeat(32))).isTrue();
        }
    }

    @Test
    void neverPrintsATokenThatWasSet() throws Exception {
        String token = "token-of-the-operators";
        var secrets = Map.of(
                "OPS_TOKEN", token,
                "MITIGATION_SECRET", Running.MITIGATION_SECRET,
                "MITIGATION_TOKEN", Running.MITIGATION_TOKEN);
        try (var service =
                ServiceProcess.launch(CheckoutMain.class, home, secrets).awaitReady()) {

            assertThat(isRefused(service, token)).isFalse();
            assertThat(service.out())
                    .doesNotContain(secrets.values())
                    .contains("Bearer $OPS_TOKEN\"", "$MITIGATION_SECRET");
            assertThat(service.err()).doesNotContain(secrets.values());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PORT", "OPS_PORT"})
    void saysInOneLineThatAPortIsInUse(String setting) throws Exception {
        try (var taken = new ServerSocket(0);
                var service = ServiceProcess.launch(
                        CheckoutMain.class, home, Map.of(setting, Integer.toString(taken.getLocalPort())))) {

            int code = service.exit(Duration.ofSeconds(60));

            assertThat(code).isEqualTo(1);
            assertThat(service.err())
                    .isEqualTo("checkout-service does not start: port " + taken.getLocalPort() + " is in use; set "
                            + setting + " to another one" + System.lineSeparator());
            assertThat(service.leftovers("checkout-")).isEmpty();
        }
    }

    @Test
    void refusesAPortThatIsNone() throws Exception {
        try (var service = ServiceProcess.launch(CheckoutMain.class, home, Map.of("OPS_PORT", "ninety"))) {

            int code = service.exit(Duration.ofSeconds(60));

            assertThat(code).isEqualTo(1);
            assertThat(service.err())
                    .isEqualTo("checkout-service does not start: OPS_PORT is a number from 0 to 65535, not 'ninety'"
                            + System.lineSeparator());
        }
    }

    private static boolean isRefused(ServiceProcess service, String token) {
        return new Http(service.ops())
                .withToken(token)
                .get("/health/deep")
                .headers()
                .firstValue("WWW-Authenticate")
                .isPresent();
    }
}
