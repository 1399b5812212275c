package io.plimsoll.resilience.health;

import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.NULL;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.Reading;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.ProbeSettings;
import io.plimsoll.journal.Changed;
import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.BreakerState;
import io.plimsoll.resilience.CallRefusedException;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class GuardProbeTest {

    private final ManualTime time = new ManualTime();
    private final Guard guard = Guard.builder("inventory", Preset.read().withAttempts(1))
            .timing(time.timing())
            .build();
    private HealthMonitor monitor;

    @AfterEach
    void close() {
        if (monitor != null) {
            monitor.close();
        }
    }

    @Test
    void isUpWithItsNumbersWhileAllIsWell() {
        start(GuardProbe.of(guard));
        guard.call(attempt -> "stock");
        time.advance(ofSeconds(3));

        assertThat(inventory().status()).isEqualTo(Status.UP);
        assertThat(inventory().finding().readings())
                .containsEntry("circuit_open", new Reading.Flag(false))
                .containsEntry("calls_in_flight", new Reading.Count(0))
                .containsEntry("max_calls_in_flight", new Reading.Count(20))
                .containsEntry("overdue_calls", new Reading.Count(0))
                .containsEntry("switched_off", new Reading.Flag(false))
                .containsKey("retries_left");
    }

    @Test
    void isDegradedNeverDownWhileTheCircuitIsOpenEvenIfRequired() {
        monitor = HealthMonitor.builder("checkout-service", "1")
                .required("inventory_service", GuardProbe.of(guard))
                .timing(time.timing())
                .start();
        open();
        time.advance(ofSeconds(3));

        assertThat(inventory().status()).isEqualTo(Status.DEGRADED);
        assertThat(inventory().code()).isEqualTo(Code.BAD_RESPONSE);
        assertThat(inventory().error()).isEqualTo("Bad response");
        assertThat(inventory().finding().readings()).containsEntry("circuit_open", new Reading.Flag(true));
        assertThat(monitor.report().status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void showsWhatTheCallsMeetWhenTheProbeSeesNothing() {
        start(GuardProbe.of(guard)
                .beside(ScriptedProbe.of(ScriptedProbe.finding(
                        Finding.up().with("status_code", 200).took(ofMillis(2))))));
        var late = new TimeoutException("inventory.internal:9090");
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> guard.call(attempt -> {
                        attempt.doing("GET /inventory/items/{sku}");
                        time.advance(ofMillis(805));
                        throw late;
                    }))
                    .isSameAs(late);
        }
        time.advance(ofSeconds(3));

        assertThat(inventory().status()).isEqualTo(Status.DEGRADED);
        assertThat(inventory().code()).isEqualTo(Code.TIMEOUT);
        assertThat(inventory().error()).isEqualTo("Timeout on GET /inventory/items/{sku}");
        assertThat(inventory().latency()).isEqualTo(ofMillis(805));
        assertThat(inventory().finding().cause()).isSameAs(late);
        assertThat(inventory().finding().readings()).containsEntry("status_code", new Reading.Count(200));
    }

    @Test
    void leavesTheTraceOfTheLastFailedCallInTheJournal() {
        start(GuardProbe.of(guard));
        try (var inRequest = MDC.putCloseable("trace_id", "4bf92f3577b34da6<b>")) {
            assertThat(inRequest).isNotNull();
            open();
        }
        time.advance(ofSeconds(3));

        Changed change = (Changed) monitor.journal().entries().get(0);
        assertThat(change.component()).isEqualTo("inventory_service");
        assertThat(change.after()).isEqualTo(Status.DEGRADED);
        assertThat(change.finding().details()).containsEntry("trace_id", "4bf92f3577b34da6?b?");
    }

    @Test
    void hasNoTraceWhereTheCallHadNone() {
        start(GuardProbe.of(guard));
        open();
        time.advance(ofSeconds(3));

        assertThat(inventory().status()).isEqualTo(Status.DEGRADED);
        assertThat(inventory().finding().details()).doesNotContainKey("trace_id");
    }

    @Test
    void showsWhatTheProbeFindsUnlessThatIsUp() {
        start(GuardProbe.of(guard).beside(ScriptedProbe.of(FAIL)));
        open();
        time.advance(ofSeconds(3));

        assertThat(inventory().error()).isEqualTo("Refused by script");
        assertThat(inventory().finding().status()).isEqualTo(Status.DOWN);
        assertThat(inventory().finding().readings()).containsEntry("circuit_open", new Reading.Flag(true));
    }

    @Test
    void leavesABrokenProbeToTheMonitor() {
        start(GuardProbe.of(guard).beside(ScriptedProbe.of(NULL)));
        time.advance(ofSeconds(3));

        assertThat(inventory().code()).isEqualTo(Code.PROBE_FAILED);
    }

    @Test
    void letsTheBreakerTryAtOnceWhenItsProbeSeesTheDependencyReturn() {
        start(GuardProbe.of(guard).beside(ScriptedProbe.of(OK, FAIL, FAIL, OK)));
        time.advance(ofSeconds(3));
        open();
        time.advance(ofSeconds(2));
        assertThat(guard.state().breaker()).isEqualTo(BreakerState.OPEN);

        time.advance(ofSeconds(3));

        assertThat(guard.state().breaker()).isEqualTo(BreakerState.HALF_OPEN);
        for (int i = 0; i < 5; i++) {
            guard.call(attempt -> "stock");
        }
        assertThat(guard.state().breaker()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void letsTheBreakerTryOnceThoughItsProbeHasSeenNothing() {
        start(GuardProbe.of(guard).beside(ScriptedProbe.of(OK)));
        time.advance(ofSeconds(3));
        open();

        time.advance(ofSeconds(3));
        assertThat(guard.state().breaker()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(inventory().error()).as("until a trial has ended well").isEqualTo("Bad response");
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> guard.call(attempt -> {
                        throw new AnswerException(503, null);
                    }))
                    .isInstanceOf(AnswerException.class);
        }
        time.advance(ofSeconds(10));
        assertThat(guard.state().breaker()).as("has been tried").isEqualTo(BreakerState.OPEN);

        time.advance(ofSeconds(21));
        for (int i = 0; i < 5; i++) {
            guard.call(attempt -> "stock");
        }
        time.advance(ofSeconds(3));
        assertThat(inventory().status()).isEqualTo(Status.UP);
        open();
        time.advance(ofSeconds(3));
        assertThat(guard.state().breaker()).as("another outage").isEqualTo(BreakerState.HALF_OPEN);
    }

    @Test
    void leavesTheBreakerAloneIfThereIsNoProbe() {
        start(GuardProbe.of(guard));
        open();
        time.advance(ofSeconds(20));

        assertThat(guard.state().breaker()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void isUpWithItsProbeThoughNobodyCallsToCloseTheCircuit() {
        start(GuardProbe.of(guard).beside(ScriptedProbe.of(OK, FAIL, OK)));
        time.advance(ofSeconds(3));
        open();
        time.advance(ofSeconds(5));

        assertThat(guard.state().breaker()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(inventory().status()).isEqualTo(Status.UP);

        assertThatThrownBy(() -> guard.call(attempt -> {
                    throw new AnswerException(503, null);
                }))
                .isInstanceOf(AnswerException.class);
        time.advance(ofSeconds(2));
        assertThat(inventory().status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void saysOnceThatMoreCallsWereWantedThanFit() {
        start(GuardProbe.of(guard));
        time.advance(ofSeconds(1));
        fill(20);
        time.advance(ofSeconds(2));

        assertThat(inventory().code()).isEqualTo(Code.POOL_SATURATED);
        assertThat(inventory().error()).isEqualTo("Too many calls at once: more than 20 were wanted");
        assertThat(inventory().finding().scope()).isEqualTo(Scope.LOCAL);

        time.advance(ofSeconds(2));
        assertThat(inventory().status()).isEqualTo(Status.UP);
    }

    @Test
    void saysThatRetriesAreUsedUp() {
        Guard eager = Guard.builder("inventory", Preset.read().withBudget(0, 0))
                .timing(time.timing())
                .build();
        start(GuardProbe.of(eager));
        time.advance(ofSeconds(1));
        eager.call(attempt -> "stock");
        eager.call(attempt -> "stock");
        assertThatThrownBy(() -> eager.call(attempt -> {
                    throw new AnswerException(429, null);
                }))
                .isInstanceOf(AnswerException.class);
        time.advance(ofSeconds(2));

        assertThat(inventory().code()).isEqualTo(Code.RATE_LIMITED);
        assertThat(inventory().error()).isEqualTo("Retry budget used up: Rate limited");
    }

    @Test
    void showsAnOperationOnOneLineWhateverItsNameIs() {
        start(GuardProbe.of(guard));
        assertThatThrownBy(() -> guard.call(attempt -> {
                    attempt.doing("GET /a\r\nSet-Cookie: " + "x".repeat(300));
                    throw new AnswerException(503, null);
                }))
                .isInstanceOf(AnswerException.class);
        time.advance(ofSeconds(3));

        assertThat(inventory().error())
                .startsWith("Bad response on GET /a Set-Cookie: x")
                .hasSize(200);
    }

    @Test
    void isAsFarAndAsSlowAsItsProbe() {
        Probe remote = new Probe() {
            @Override
            public Finding check(ProbeContext context) {
                return Finding.up();
            }

            @Override
            public boolean asksAnotherService() {
                return true;
            }
        };

        assertThat(GuardProbe.of(guard).asksAnotherService()).isFalse();
        assertThat(GuardProbe.of(guard).minimumInterval()).isEqualTo(ofMillis(100));
        assertThat(GuardProbe.of(guard).beside(remote).asksAnotherService()).isTrue();
        assertThat(GuardProbe.of(guard).beside(remote).minimumInterval()).isEqualTo(ofSeconds(1));
    }

    @Test
    void closesTheCircuitWithAComponentOfAnotherName() {
        monitor = HealthMonitor.builder("checkout-service", "1")
                .optional("inventory_service", ScriptedProbe.of(OK, FAIL, OK))
                .optional("something_else", ScriptedProbe.of(FAIL, FAIL, OK), ProbeSettings.every(ofMillis(1_500)))
                .timing(time.timing())
                .listener(ClosesWithProbe.of(guard, "inventory_service"))
                .start();
        time.advance(ofMillis(2_500));
        open();
        time.advance(ofSeconds(1));
        assertThat(guard.state().breaker()).as("something else is back").isEqualTo(BreakerState.OPEN);

        time.advance(ofSeconds(2));

        assertThat(guard.state().breaker()).isEqualTo(BreakerState.HALF_OPEN);
    }

    private void start(Probe probe) {
        monitor = HealthMonitor.builder("checkout-service", "1")
                .optional("inventory_service", probe)
                .timing(time.timing())
                .start();
    }

    private ComponentHealth inventory() {
        return requireNonNull(monitor.report().components().get("inventory_service"));
    }

    private void open() {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> guard.call(attempt -> {
                        throw new AnswerException(503, null);
                    }))
                    .isInstanceOf(AnswerException.class);
        }
        assertThat(guard.state().breaker()).isEqualTo(BreakerState.OPEN);
    }

    /** Makes so many calls, each within the one before, and one more. */
    private void fill(int places) {
        guard.call(attempt -> {
            if (places > 1) {
                fill(places - 1);
            } else {
                assertThatThrownBy(() -> guard.call(beyond -> "never")).isInstanceOf(CallRefusedException.class);
            }
            return "stock";
        });
    }
}
