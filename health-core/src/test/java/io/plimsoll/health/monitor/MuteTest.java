package io.plimsoll.health.monitor;

import static io.plimsoll.health.Status.DOWN;
import static io.plimsoll.health.Status.UP;
import static io.plimsoll.panic.Press.by;
import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.HANG;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Finding;
import io.plimsoll.health.HealthListener;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Reading;
import io.plimsoll.health.Transition;
import io.plimsoll.journal.JournalEntry;
import io.plimsoll.journal.Noted;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.panic.Press;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A component that somebody took out of the verdict under a lease. */
class MuteTest {

    private static final Press PRESS = by("alice", "false alarm").lasting(ofMinutes(10));
    private static final Finding EXHAUSTED = Finding.down(Code.POOL_EXHAUSTED, "Connection pool exhausted")
            .local()
            .with("waiting_requests", 37)
            .detail("target", "db-7");

    private final ManualTime time = new ManualTime();
    private final PanicBoard board =
            PanicBoard.builder("recommendations").timing(time.timing()).build();
    private final List<HealthMonitor> started = new ArrayList<>();
    private final List<Transition> transitions = new ArrayList<>();

    @AfterEach
    void close() {
        started.forEach(HealthMonitor::close);
    }

    @Test
    void leavesTheVerdictUnderALeaseAndIsShownAsItIs() {
        HealthMonitor health = monitor(ScriptedProbe.finding(EXHAUSTED), builder -> builder);
        assertThat(health.report().status()).isEqualTo(DOWN);

        Lease lease = mute("redis").press(PRESS);

        HealthReport report = health.report();
        assertThat(report.status()).isEqualTo(UP);
        assertThat(report.reason()).isNull();
        ComponentHealth redis = report.components().get("redis");
        assertThat(redis.status()).isEqualTo(DOWN);
        assertThat(redis.code()).isEqualTo(Code.MUTED);
        assertThat(redis.error()).isEqualTo("Muted: Connection pool exhausted");
        assertThat(redis.finding().readings())
                .containsEntry("waiting_requests", new Reading.Count(37))
                .containsEntry("muted", new Reading.Flag(true));
        assertThat(redis.finding().details())
                .containsEntry("target", "db-7")
                .containsEntry("muted_code", "POOL_EXHAUSTED");
        assertThat(health.status("redis")).as("for business code").isEqualTo(DOWN);

        mute("redis").release(lease.id(), "bob");
        assertThat(health.report().status()).isEqualTo(DOWN);
        assertThat(health.report().components().get("redis").code()).isEqualTo(Code.POOL_EXHAUSTED);
    }

    @Test
    void comesBackWhenTheLeaseEnds() {
        HealthMonitor health = monitor(FAIL, builder -> builder);
        mute("redis").press(PRESS);

        time.advance(ofMinutes(10).minusMillis(1));
        assertThat(health.report().status()).isEqualTo(UP);
        time.advance(ofSeconds(1));
        assertThat(health.report().status()).isEqualTo(DOWN);
    }

    @Test
    void isMarkedThoughItIsUp() {
        HealthMonitor health = monitor(OK, builder -> builder);
        mute("redis").press(PRESS);

        ComponentHealth redis = health.report().components().get("redis");
        assertThat(redis.status()).isEqualTo(UP);
        assertThat(redis.code()).isNull();
        assertThat(redis.finding().readings()).containsKey("muted");
        assertThat(health.report().components().get("database").finding().readings())
                .isEmpty();
    }

    @Test
    void isStillProbedAndItsChangesAreStillTold() {
        var probe = ScriptedProbe.of(OK, FAIL, OK);
        HealthMonitor health = monitor(probe, builder -> builder);
        mute("redis").press(PRESS);
        assertThat(transitions).as("nobody is told of a change that is none").hasSize(2);

        time.advance(ofSeconds(2));
        assertThat(health.report().components().get("redis").code()).isEqualTo(Code.MUTED);
        time.advance(ofSeconds(2));
        assertThat(health.report().components().get("redis").code()).isNull();

        assertThat(transitions).hasSize(4);
        assertThat(transitions.get(2).after().code()).isEqualTo(Code.REFUSED);
        assertThat(transitions.get(2).service()).isEqualTo(UP);
    }

    @Test
    void doesNotDecideWhateverIsWrongWithIt() {
        HealthMonitor health = monitor(OK, HealthMonitorBuilder::strict);
        mute("database").press(PRESS);
        mute("redis").press(PRESS);
        mute("queue").press(PRESS);
        time.advance(ofSeconds(3));

        time.advanceWithoutScheduler(ofSeconds(60));

        HealthReport stale = health.report();
        assertThat(stale.components().values()).allSatisfy(each -> {
            assertThat(each.status()).as("never greener than it is").isNotEqualTo(UP);
            assertThat(each.code()).isEqualTo(Code.MUTED);
            assertThat(each.error()).isEqualTo("Muted: Last result is older than 5 s");
        });
        assertThat(stale.status()).isEqualTo(UP);
    }

    @Test
    void othersGoOnCountingByTheStrictRuleToo() {
        HealthMonitor health =
                monitor(FAIL, builder -> builder.strict().optional("shop", ScriptedProbe.of(ScriptedProbe.SLOW)));
        mute("redis").press(PRESS);

        assertThat(health.report().status()).isEqualTo(DOWN);
        assertThat(health.report().reason()).startsWith("shop: ");
        mute("shop").press(PRESS);
        assertThat(health.report().status()).isEqualTo(UP);
    }

    @Test
    void holdsNoGateAnyMore() {
        HealthMonitor health = monitor(
                ScriptedProbe.finding(EXHAUSTED),
                builder -> builder.unreadyOnLocalFindings()
                        .liveness(
                                "deadlock",
                                ScriptedProbe.of(ScriptedProbe.finding(Finding.down(Code.DEADLOCK, "Deadlock")))));
        assertThat(health.ready().reason()).isEqualTo("Not UP since start: redis, deadlock");
        assertThat(health.alive().open()).isFalse();

        mute("redis").press(PRESS);
        assertThat(health.ready().reason()).isEqualTo("Not UP since start: deadlock");
        mute("deadlock").press(PRESS);
        assertThat(health.started().open()).isTrue();
        assertThat(health.ready().open()).isTrue();
        assertThat(health.alive().open()).isTrue();

        time.advance(ofMinutes(10));
        assertThat(health.ready().open())
                .as("what never was UP is not remembered as if it had been")
                .isFalse();
        assertThat(health.alive().open()).isFalse();
    }

    @Test
    void isMutedInEveryView() {
        HealthMonitor health = monitor(FAIL, builder -> builder);
        HealthView chained = health.without(Set.of("queue"));
        mute("redis").press(PRESS);

        assertThat(chained.report().status()).isEqualTo(UP);
        assertThat(chained.report().components().get("redis").code()).isEqualTo(Code.MUTED);
        assertThat(chained.ready().open()).isTrue();
    }

    @Test
    void isMutedThoughItsProbeHangs() {
        var probe = ScriptedProbe.of(HANG);
        HealthMonitor health = monitor(probe, builder -> builder);
        time.advance(ofSeconds(3));
        assertThat(health.report().components().get("redis").code()).isEqualTo(Code.HUNG);

        mute("redis").press(PRESS);

        assertThat(health.report().status()).isEqualTo(UP);
        assertThat(health.report().components().get("redis").error()).startsWith("Muted: Probe is hung");
        probe.release();
    }

    @Test
    void isMutedFromTheStartIfItWasPressedBefore() {
        board.declare("mute:redis").press(PRESS);

        assertThat(monitor(FAIL, builder -> builder).report().status()).isEqualTo(UP);
    }

    @Test
    void cutsWordsThatWouldGetTooLong() {
        HealthMonitor health =
                monitor(ScriptedProbe.finding(Finding.down(Code.SLOW, "x".repeat(200))), builder -> builder);
        mute("redis").press(PRESS);

        assertThat(health.report().components().get("redis").error()).isEqualTo("Muted: " + "x".repeat(193));
    }

    @Test
    void givesEveryComponentAButton() {
        monitor(OK, builder -> builder);

        assertThat(board.buttons())
                .extracting(PanicButton::name)
                .containsExactly("recommendations", "mute:database", "mute:redis", "mute:queue");
    }

    @Test
    void notesInTheJournalWhatBecomesOfLeases() {
        HealthMonitor health = monitor(OK, builder -> builder);
        PanicButton button = board.button("recommendations");
        Lease lease = button.press(by("alice", "hangs").incident("INC-4711").drilling());
        button.press(by("alertmanager", "error rate").source("alert").lasting(ofMinutes(1)));
        button.extend(lease.id(), "bob", ofMinutes(60));
        time.advance(ofMinutes(1));
        button.release(lease.id(), "carol");
        mute("redis").press(PRESS);

        assertThat(notes(health))
                .containsExactly(
                        "comment: button mute:redis pressed by alice until 23:21 UTC: false alarm (by way of code)",
                        "panic: button recommendations released by carol, who ended a lease of alice",
                        "panic: button recommendations released by time, which ended a lease of alertmanager",
                        "panic: button recommendations extended by bob until 00:10 UTC",
                        "panic: button recommendations pressed by alertmanager until 23:11 UTC: error rate (by way of alert)",
                        "panic: button recommendations pressed by alice until 23:40 UTC: hangs (by way of code, incident"
                                + " INC-4711, drill)",
                        "start: version v started");
    }

    @Test
    void suspectsAButtonOfWhatFailsAfterItButNoMute() {
        HealthMonitor health = monitor(ScriptedProbe.of(OK, FAIL), builder -> builder);
        board.button("recommendations").press(by("alice", "hangs"));
        mute("queue").press(PRESS);
        time.advance(ofSeconds(2));

        assertThat(health.journal().suspicions())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("button recommendations pressed by alice");
    }

    @Test
    void notesTheLongestThatCanBeSaid() {
        String name = "n".repeat(64);
        HealthMonitor health = monitor(OK, builder -> builder.optional(name, ScriptedProbe.of(OK)));
        Press longest = by("b".repeat(64), "r".repeat(200))
                .incident("i".repeat(64))
                .source("s".repeat(32))
                .drilling();
        Lease lease = mute(name).press(longest);
        mute(name).extend(lease.id(), "e".repeat(64), ofMinutes(60));
        mute(name).release(lease.id(), "x".repeat(64));

        assertThat(notes(health)).hasSize(4);
    }

    private List<String> notes(HealthMonitor health) {
        List<JournalEntry> entries = health.journal().entries();
        return entries.stream()
                .filter(Noted.class::isInstance)
                .map(entry -> ((Noted) entry).kind() + ": " + ((Noted) entry).text())
                .toList();
    }

    private PanicButton mute(String component) {
        return board.button(PanicBoard.mute(component));
    }

    private HealthMonitor monitor(ScriptedProbe.Step redis, UnaryOperator<HealthMonitorBuilder> more) {
        return monitor(ScriptedProbe.of(redis), more);
    }

    private HealthMonitor monitor(ScriptedProbe redis, UnaryOperator<HealthMonitorBuilder> more) {
        HealthMonitor health = more.apply(HealthMonitor.builder("s", "v")
                        .required("database", ScriptedProbe.of(OK))
                        .required("redis", redis)
                        .optional("queue", ScriptedProbe.of(OK))
                        .panic(board)
                        .listener(new HealthListener() {
                            @Override
                            public void changed(Transition transition) {
                                if (!transition.after().name().equals("database")) {
                                    transitions.add(transition);
                                }
                            }
                        })
                        .random(() -> 0)
                        .timing(time.timing()))
                .start();
        started.add(health);
        time.advance(ofSeconds(0));
        return health;
    }
}
