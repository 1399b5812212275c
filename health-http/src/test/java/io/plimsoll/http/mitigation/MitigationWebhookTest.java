package io.plimsoll.http.mitigation;

import static io.plimsoll.http.mitigation.Rig.CONTRACT;
import static io.plimsoll.http.mitigation.Rig.SECRET;
import static io.plimsoll.http.mitigation.Rig.text;
import static io.plimsoll.http.mitigation.Verifier.bearerToken;
import static io.plimsoll.http.mitigation.Verifier.standardWebhooks;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.plimsoll.http.contract.LogCapture;
import io.plimsoll.http.contract.Schemas;
import io.plimsoll.http.endpoint.OpsResponse;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.Press;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MitigationWebhookTest {

    private static final String RESOLVED = CONTRACT.replace("\"firing\"", "\"resolved\"");

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void pressesTheButtonOfTheContractAndLeavesTheRestToThePlatform() {
        OpsResponse answer = rig.send(CONTRACT);

        assertThat(answer.status()).isEqualTo(202);
        Lease lease = rig.leases("shed-traffic").get(0);
        assertThat(text(answer))
                .isEqualTo("{\"dry_run\":false,\"truncated_alerts\":0,\"done\":[{\"alert\":0,\"did\":\"PRESSED\","
                        + "\"action\":\"SHED_TRAFFIC\",\"button\":\"shed-traffic\",\"lease\":\"" + lease.id()
                        + "\",\"until\":\"2026-05-22T23:25:00Z\"}],\"not_done\":[{\"alert\":0,\"why\":\"PLATFORM\","
                        + "\"action\":\"SCALE_OUT\"}]}");
        Schemas.MITIGATION.assertAccepts(text(answer));
        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Cache-Control", "no-store");
        assertThat(lease.by()).isEqualTo("alert-checkout-latency-99");
        assertThat(lease.incident()).isEqualTo("alert-checkout-latency-99");
        assertThat(lease.source()).isEqualTo("alert");
        assertThat(lease.reason()).isEqualTo("http_request_duration_seconds_bucket is 3.42, threshold 2.0");
        rig.time.advance(ofMinutes(15).minusMillis(1));
        assertThat(rig.isPressed("shed-traffic")).isTrue();
        rig.time.advance(ofSeconds(1));
        assertThat(rig.isPressed("shed-traffic")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"INFO\"", "\"\"", "\"7 <b>\"", "7", "null", "[\"CRITICAL\"]", "{\"level\":1}"})
    void asksForNoSeverity(String severity) {
        assertThat(rig.send(CONTRACT.replace("\"CRITICAL\"", severity)).status())
                .isEqualTo(202);
        assertThat(rig.send(CONTRACT.replaceFirst("\"severity\": \"CRITICAL\",", ""))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void changesNothingWhenAnAlertFiresAgainInItsLease() {
        rig.send(CONTRACT);
        Lease lease = rig.leases("shed-traffic").get(0);
        rig.time.advance(ofMinutes(10));

        OpsResponse again = rig.send(CONTRACT);

        assertThat(again.status()).isEqualTo(200);
        assertThat(text(again)).contains("\"did\":\"HELD\"", lease.id());
        Schemas.MITIGATION.assertAccepts(text(again));
        assertThat(rig.leases("shed-traffic")).containsExactly(lease);
    }

    @Test
    void pressesAnewWhenTheLeaseHasEnded() {
        rig.send(CONTRACT);
        Lease first = rig.leases("shed-traffic").get(0);
        rig.time.advance(ofMinutes(15));

        assertThat(rig.send(CONTRACT).status()).isEqualTo(202);
        assertThat(rig.leases("shed-traffic")).hasSize(1).doesNotContain(first);
    }

    @Test
    void pressesAnewAfterItWasResolved() {
        rig.send(CONTRACT);
        Lease first = rig.leases("shed-traffic").get(0);

        OpsResponse resolved = rig.send(RESOLVED);

        assertThat(resolved.status()).isEqualTo(200);
        assertThat(text(resolved)).contains("\"did\":\"RELEASED\"", first.id(), "\"why\":\"PLATFORM\"");
        Schemas.MITIGATION.assertAccepts(text(resolved));
        assertThat(rig.isPressed("shed-traffic")).isFalse();
        assertThat(rig.send(CONTRACT).status()).isEqualTo(202);
        assertThat(rig.leases("shed-traffic")).hasSize(1).doesNotContain(first);
    }

    @Test
    void releasesNothingButItsOwnLease() {
        rig.board.button("shed-traffic").press(Press.by("alice", "to be safe"));
        rig.send(CONTRACT);
        rig.send(CONTRACT.replace("latency-99", "errors-7"));
        assertThat(rig.leases("shed-traffic")).hasSize(3);

        rig.send(RESOLVED);

        assertThat(rig.leases("shed-traffic"))
                .extracting(Lease::by)
                .containsExactly("alice", "alert-checkout-errors-7");
        assertThat(text(rig.send(RESOLVED))).contains("\"done\":[]", "\"why\":\"NOT_HELD\"");
        assertThat(rig.leases("shed-traffic")).hasSize(2);
    }

    @Test
    void leavesTheLastWordToAPersonWhoReleasesTheLease() {
        rig.send(CONTRACT);
        rig.time.advance(ofMinutes(5));
        rig.board.button("shed-traffic").releaseAll("alice");

        OpsResponse again = rig.send(CONTRACT);

        assertThat(again.status()).isEqualTo(200);
        assertThat(text(again)).contains("\"done\":[]", "\"why\":\"OPERATOR\"");
        assertThat(rig.isPressed("shed-traffic")).isFalse();
        rig.time.advance(ofMinutes(10));
        assertThat(rig.send(CONTRACT).status()).isEqualTo(202);
    }

    @Test
    void pressesAnewAfterAPersonReleasedTheLeaseAndTheAlertWasResolved() {
        rig.send(CONTRACT);
        rig.board.button("shed-traffic").releaseAll("alice");
        assertThat(rig.send(RESOLVED).status()).isEqualTo(200);

        assertThat(rig.send(CONTRACT).status()).isEqualTo(202);
    }

    @Test
    void goesOnHoldingALeaseThatAPersonExtended() {
        rig.send(CONTRACT);
        Lease lease = rig.leases("shed-traffic").get(0);
        rig.board.button("shed-traffic").extend(lease.id(), "alice", ofHours(1));
        rig.time.advance(ofMinutes(59));

        assertThat(text(rig.send(CONTRACT))).contains("\"did\":\"HELD\"");
        assertThat(text(rig.send(RESOLVED))).contains("\"did\":\"RELEASED\"");
        assertThat(rig.isPressed("shed-traffic")).isFalse();
    }

    @Test
    void holdsNoMoreButtonsThanItMay() {
        rig.send(alert("a", "SHED_TRAFFIC"));
        rig.send(alert("b", "RECOMMENDATIONS_OFF"));
        rig.send(alert("c", "FRAUD_CHECK_OFF"));

        OpsResponse fourth = rig.ops.handle(rig.signed("msg_fourth", alert("d", "BIGGER_POOL")));

        assertThat(fourth.status()).isEqualTo(429);
        assertThat(Integer.parseInt(fourth.headers().get("Retry-After"))).isBetween(30, 45);
        Schemas.PROBLEM.assertAccepts(text(fourth));
        assertThat(rig.isPressed("bigger-pool")).isFalse();
        assertThat(rig.send(alert("e", "SHED_TRAFFIC")).status())
                .as("a button that alerts hold already is no more")
                .isEqualTo(202);
        rig.send(alert("b", "RECOMMENDATIONS_OFF").replace("firing", "resolved"));
        assertThat(rig.ops
                        .handle(rig.signed("msg_fourth", alert("d", "BIGGER_POOL")))
                        .status())
                .as("what was refused may be sent again")
                .isEqualTo(202);
    }

    @Test
    void countsNoButtonThatAPersonHolds() {
        for (String button : new String[] {"recommendations", "fraud-check", "payments"}) {
            rig.board.button(button).press(Press.by("alice", "to be safe"));
        }

        assertThat(rig.send(CONTRACT).status()).isEqualTo(202);
    }

    @Test
    void pressesNoMoreThanItMayHoweverManyTellAtOnce() throws Exception {
        try (var one = new Rig(builder -> builder.atMost(1))) {
            String[] actions = {"SHED_TRAFFIC", "RECOMMENDATIONS_OFF", "FRAUD_CHECK_OFF", "BIGGER_POOL"};
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                var begin = new CountDownLatch(1);
                var answers = IntStream.range(0, 80)
                        .mapToObj(i -> threads.submit(() -> {
                            begin.await();
                            return one.send(alert("a" + i, actions[i % 4])).status();
                        }))
                        .toList();
                begin.countDown();
                for (Future<Integer> answer : answers) {
                    assertThat(answer.get()).isIn(202, 429);
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(one.board.leases())
                    .hasSize(20)
                    .extracting(Lease::button)
                    .containsOnly(one.board.leases().get(0).button());
        }
    }

    @Test
    void takesTheFirstOfTheAlternativesThatItHas() {
        OpsResponse answer = rig.send(alert("a", "RESTART_OR_FRAUD_CHECK_OFF_OR_SHED_TRAFFIC"));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(text(answer))
                .contains("\"not_done\":[{\"alert\":0,\"why\":\"UNKNOWN_ACTION\"},{\"alert\":0,\"why\":\"ALTERNATIVE\","
                        + "\"action\":\"SHED_TRAFFIC\",\"button\":\"shed-traffic\"}]")
                .doesNotContain("RESTART");
        Schemas.MITIGATION.assertAccepts(text(answer));
        assertThat(rig.isPressed("fraud-check")).isTrue();
        assertThat(rig.isPressed("shed-traffic")).isFalse();
    }

    @Test
    void hasNothingToDoWhenAllIsThePlatforms() {
        try (var restarting = new Rig(builder -> builder.leftToPlatform("RESTART"))) {
            OpsResponse answer = restarting.send(alert("a", "SCALE_OUT_OR_RESTART"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(text(answer)).contains("\"done\":[]", "\"action\":\"SCALE_OUT\"", "\"action\":\"RESTART\"");
            assertThat(restarting.isUntouched()).isTrue();
        }
    }

    @Test
    void pressesNothingInADryRunAndSaysWhatItWould() {
        try (var dry = new Rig(MitigationWebhookBuilder::dryRun);
                var log = new LogCapture()) {
            OpsResponse answer = dry.send(CONTRACT);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(text(answer))
                    .startsWith("{\"dry_run\":true,\"truncated_alerts\":0,\"done\":[],")
                    .contains("\"why\":\"DRY_RUN\",\"action\":\"SHED_TRAFFIC\",\"button\":\"shed-traffic\"");
            Schemas.MITIGATION.assertAccepts(text(answer));
            assertThat(log.atLeast(Level.INFO))
                    .contains("INFO io.plimsoll.mitigation: Dry run: button shed-traffic would be pressed for PT15M");
            assertThat(text(dry.send(RESOLVED))).contains("\"why\":\"DRY_RUN\"");
            assertThat(dry.isUntouched()).isTrue();
        }
    }

    @Test
    void pressesNothingOnABoardThatIsClosed() {
        rig.board.close();

        assertThat(rig.send(CONTRACT).status()).isEqualTo(429);
    }

    @Test
    void findsItsLeaseFromAnotherInstanceOfTheFleet() {
        rig.send(CONTRACT);
        try (var other = new Rig()) {
            other.board.merge(rig.board.leases(), other.time.instant());

            assertThat(text(other.send(CONTRACT))).contains("\"did\":\"HELD\"");
            assertThat(text(other.send(RESOLVED))).contains("\"did\":\"RELEASED\"");
            assertThat(other.isPressed("shed-traffic")).isFalse();
        }
    }

    @Test
    void takesANamespaceOnlyIfOneIsConfigured() {
        try (var anywhere = new Rig()) {
            var webhook = MitigationWebhook.builder(anywhere.board, "checkout-service")
                    .verifiedBy(standardWebhooks(SECRET))
                    .press("SHED_TRAFFIC", "shed-traffic")
                    .timing(anywhere.time.timing())
                    .build();

            assertThat(webhook.receive(
                                    anywhere.signed(CONTRACT.replace("production", "staging")),
                                    CONTRACT.replace("production", "staging").getBytes(UTF_8))
                            .status())
                    .isEqualTo(202);
            assertThat(anywhere.leases("shed-traffic").get(0).until())
                    .as("for as long as usual")
                    .isEqualTo(anywhere.time.instant().plus(ofMinutes(30)));
        }
    }

    @Test
    void isNotBuiltIfAnybodyMayCallIt() {
        PanicBoard board = rig.board;
        assertThatThrownBy(() -> MitigationWebhook.builder(board, "shop")
                        .press("SHED_TRAFFIC", "shed-traffic")
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the webhook of shop has no verifier: whoever reaches the port could switch features off;"
                        + " name one by verifiedBy");
    }

    @Test
    void isNotBuiltIfItWouldPressWhatIsCritical() {
        assertThatThrownBy(() -> rig.builder().press("CLOSE", "payments").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("action CLOSE would press button payments, which is critical: no alert may press it");
    }

    @Test
    void isNotBuiltOfWhatDoesNotFit() {
        var builder = rig.builder();
        assertThatThrownBy(() -> MitigationWebhook.builder(rig.board, "shop")
                        .verifiedBy(bearerToken("alertmanagers-token-0001"))
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("presses no button");
        assertThatThrownBy(() -> builder.press("SHED_TRAFFIC", "fraud-check"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("presses a button already");
        assertThatThrownBy(() -> builder.press("NEW", "fraud-chek"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no button is named 'fraud-chek'");
        assertThatThrownBy(() -> builder.press("NEW", "fraud-check", ofHours(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("action NEW: a lease must last longer than zero and at most 240 min, but is to last PT5H;"
                        + " the board would refuse it when the alert comes");
        assertThatThrownBy(() -> builder.press("A_OR_B", "fraud-check"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without _OR_ in it");
        assertThatThrownBy(() -> builder.label("no label"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no alert could have it");
        assertThatThrownBy(() -> builder.atMost(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 1 to 100 buttons");
        assertThatThrownBy(() -> builder.namespace("a\nb"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("namespace must be one line");
        assertThatThrownBy(() -> rig.builder()
                        .press("SCALE_OUT", "payments", ofMinutes(1))
                        .build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> rig.builder().leftToPlatform("BIGGER_POOL").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("one of the two is wrong");
    }

    private static String alert(String id, String action) {
        return "{\"alertId\":\"" + id + "\",\"status\":\"firing\",\"service\":\"checkout-service\","
                + "\"k8s_namespace\":\"production\",\"mitigationAction\":\"" + action + "\"}";
    }
}
