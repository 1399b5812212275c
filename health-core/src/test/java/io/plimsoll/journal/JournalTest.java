package io.plimsoll.journal;

import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.HANG;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static io.plimsoll.testing.ScriptedProbe.SILENT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.read.ListAppender;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.HealthMonitorBuilder;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

@Timeout(60)
class JournalTest {

    private final ManualTime time = new ManualTime();
    private final long startNanos = time.nanos();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.plimsoll.journal");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private volatile boolean calculating = true;

    @BeforeEach
    void attach() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void detach() {
        logger.detachAppender(lines);
    }

    @Test
    void putsTheChangeBeforeTheFirstFailureFirst() {
        try (HealthMonitor health = monitor(required(ScriptedProbe.of(OK, OK, OK, FAIL, OK)))) {
            time.advance(ofSeconds(8));

            Changed fell = downs(health).get(0);
            assertThat(health.journal().suspicions())
                    .containsExactly("version v3.4.13 started 6 s before: consider rollback");
            assertThat(evidence(fell).changedLately())
                    .isEqualTo(health.journal().suspicions());
            assertThat(health.journal().postmortem(health.report()))
                    .contains("\n## Summary\n\n- **version v3.4.13 started 6 s before&#58; consider rollback**\n");
            assertThat(health.journal().update(health.report()).lines().toList())
                    .hasSize(3)
                    .satisfies(three -> assertThat(three.get(1))
                            .startsWith("Cause: version v3.4.13 started 6 s before: consider rollback; first was it"));
        }
    }

    @Test
    void doesNotSuspectWhatWasLongAgo() {
        try (HealthMonitor health = monitor(
                required(probe -> time.nanos() - startNanos > ofMinutes(16).toNanos()
                        ? Finding.down(Code.REFUSED, "Refused")
                        : Finding.up()))) {
            time.advance(ofMinutes(17));

            assertThat(health.report().status()).isEqualTo(Status.DOWN);
            assertThat(health.journal().suspicions()).isEmpty();
            assertThat(health.journal().update(health.report())).contains("no change was noted in the 15 min before");
        }
    }

    @Test
    void collectsEvidenceAsAComponentFalls() {
        var down = Finding.down(Code.POOL_EXHAUSTED, "Connection pool exhausted")
                .with("waiting_requests", 37)
                .detail("blocker", "pid 4711")
                .causedBy(new IllegalStateException("FATAL: to db-7", new IOException("reset")));
        var settings = JournalSettings.defaults().runbooksBelow(URI.create("https://wiki.example/runbooks/"));
        try (HealthMonitor health = monitor(builder -> builder.journal(settings)
                .optional("redis", ScriptedProbe.of(FAIL))
                .required("database", in(Layer.DATABASE, ScriptedProbe.of(OK, OK, ScriptedProbe.finding(down)))))) {
            time.advance(ofSeconds(5));

            Changed fell = downs(health).get(0);
            assertThat(fell.sentence()).isEqualTo("database is DOWN POOL_EXHAUSTED: Connection pool exhausted");
            assertThat(fell.layer()).isEqualTo(Layer.DATABASE);
            assertThat(fell.before()).isEqualTo(Status.UP);
            assertThat(fell.runbook()).isEqualTo(URI.create("https://wiki.example/runbooks/pool_exhausted"));
            assertThat(fell.finding().details()).containsEntry("blocker", "pid 4711");
            assertThat(fell.finding().cause()).isNull();
            Evidence evidence = evidence(fell);
            assertThat(evidence.cause())
                    .contains("java.lang.IllegalStateException: FATAL: to db-7", "java.io.IOException: reset");
            assertThat(evidence.lastResults())
                    .extracting(Evidence.Result::status)
                    .containsExactly(Status.UP, Status.UP);
            assertThat(evidence.alsoNotUp()).containsExactly("redis DEGRADED REFUSED");
            assertThat(evidence.threads())
                    .anySatisfy(group -> assertThat(group.names()).anyMatch(name -> name.startsWith("main")))
                    .hasSizeLessThanOrEqualTo(20);
            assertThat(evidence.memory().usedBytes()).isPositive();
            assertThat(health.report().components().get("database").eventId()).isEqualTo(fell.id());
        }
    }

    @Test
    void writesItOnceAsAStructuredEvent() {
        try (HealthMonitor health = monitor(required(ScriptedProbe.of(OK, FAIL)))) {
            time.advance(ofSeconds(20));

            Changed fell = downs(health).get(0);
            assertThat(lines.list).hasSize(1);
            assertThat(lines.list.get(0).getFormattedMessage())
                    .isEqualTo("Evidence as it is DOWN REFUSED: Refused by script (" + fell.id() + ")");
            assertThat(lines.list.get(0).getKeyValuePairs())
                    .extracting(pair -> pair.key)
                    .contains("event_id", "component", "layer", "code", "changed_lately", "threads", "heap_used_bytes");
        }
    }

    @Test
    void namesWhoUsesTheCpuAndOverWhichTime() throws Exception {
        var loop = new Thread(this::calculatePrices, "price-calculator");
        loop.setDaemon(true);
        loop.start();
        try (HealthMonitor health = monitor(required(ScriptedProbe.of(OK, FAIL)))) {
            while (downs(health).isEmpty()) {
                time.advance(ofMillis(100));
            }
            assertThat(evidence(downs(health).get(0)).hottest())
                    .as("not known yet")
                    .isNull();
            assertThat(lines.list).as("waits for it").isEmpty();
            awaitCpuTimeOf(loop, ofMillis(200));
            time.advance(ofMillis(500));

            Evidence.Hottest hottest =
                    requireNonNull(evidence(downs(health).get(0)).hottest(), "hottest");
            System.out.println("hottest over " + hottest.over().toMillis() + " ms: " + hottest.threads());
            assertThat(hottest.over()).isBetween(ofMillis(400), ofMillis(500));
            assertThat(hottest.threads()).hasSizeBetween(1, 3).anySatisfy(hot -> {
                assertThat(hot.name()).isEqualTo("price-calculator");
                assertThat(hot.percent()).isGreaterThanOrEqualTo(40);
                assertThat(hot.stack()).anyMatch(frame -> frame.contains("JournalTest.calculatePrices"));
            });
            assertThat(lines.list).hasSize(1);
            assertThat(lines.list.get(0).getKeyValuePairs())
                    .extracting(pair -> pair.key)
                    .contains("hottest_threads", "hottest_over_ms");
            assertThat(health.journal().postmortem(health.report()))
                    .contains("Hottest threads, over ", " % price-calculator\n  at ");
        } finally {
            calculating = false;
            loop.join();
        }
    }

    @Test
    void showsWhereTheProbeWasStuckBeforeItWasAborted() {
        try (HealthMonitor health = monitor(required(ScriptedProbe.of(OK, SILENT)))) {
            time.advance(ofSeconds(4));

            assertThat(downs(health).get(0).finding().code()).isEqualTo(Code.TIMEOUT);
            assertThat(downs(health).get(0).finding().details().get("stuck_at"))
                    .contains("io.plimsoll.testing.ManualTime.park")
                    .contains("io.plimsoll.testing.ScriptedProbe.check");
        }
    }

    @Test
    void showsWhereAHungProbeIs() {
        ScriptedProbe probe = ScriptedProbe.of(OK, HANG);
        try (HealthMonitor health = monitor(required(probe))) {
            time.advance(ofSeconds(5));

            assertThat(health.report().components().get("it").code()).isEqualTo(Code.HUNG);
            assertThat(downs(health))
                    .extracting(change -> change.finding().code())
                    .containsExactly(Code.HUNG, Code.TIMEOUT);
            assertThat(downs(health).get(0).finding().details().get("stuck_at"))
                    .contains("io.plimsoll.testing.ManualTime.park");
            probe.release();
        }
    }

    @Test
    void takesADiagnosisThatComesLater() {
        var bare = ScriptedProbe.finding(Finding.down(Code.POOL_EXHAUSTED, "Connection pool exhausted"));
        var diagnosed =
                ScriptedProbe.finding(Finding.down(Code.POOL_EXHAUSTED, "Connection pool exhausted; pid 1 blocks 2")
                        .detail("remedy", "SELECT 1"));
        try (HealthMonitor health = monitor(required(ScriptedProbe.of(OK, bare, diagnosed)))) {
            time.advance(ofSeconds(5));

            assertThat(downs(health)).hasSize(1);
            assertThat(downs(health).get(0).sentence())
                    .isEqualTo("it is DOWN POOL_EXHAUSTED: Connection pool exhausted; pid 1 blocks 2");
            assertThat(downs(health).get(0).finding().details()).containsEntry("remedy", "SELECT 1");
            assertThat(downs(health).get(0).evidence()).isNotNull();
        }
    }

    @Test
    void callsAPoolThatIsOursALocalMatter() {
        var leak = ScriptedProbe.finding(
                Finding.down(Code.POOL_EXHAUSTED, "Connection pool exhausted").local());
        try (HealthMonitor health =
                monitor(builder -> builder.required("database", in(Layer.DATABASE, ScriptedProbe.of(OK, leak))))) {
            time.advance(ofSeconds(5));

            assertThat(downs(health).get(0).layer()).isEqualTo(Layer.LOCAL);
        }
    }

    @Test
    void notesWithTheTraceIdOfTheCaller() {
        try (HealthMonitor health = monitor(required(ScriptedProbe.of(OK)));
                var inRequest = MDC.putCloseable("traceId", "4bf92f3577b34da6<script>")) {
            assertThat(inRequest).isNotNull();

            Noted note = health.journal().note("action", "restarted the cache");

            assertThat(note.traceId()).isEqualTo("4bf92f3577b34da6?script?");
            assertThat(note.at()).isEqualTo(time.instant());
            assertThat(health.journal().entries().get(0)).isSameAs(note);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two\nlines", "\u2028", "right \u202e to left", "\u001b[31m"})
    void refusesTextThatIsNoLine(String text) {
        try (HealthMonitor health = monitor(required(ScriptedProbe.of(OK)))) {
            assertThatThrownBy(() -> health.journal().note("deploy", text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the text of a note must be one line of 1 to 500 characters, since timelines show it, but"
                                    + " has " + text.length());
            assertThatThrownBy(() -> health.journal().note("De ploy", "x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the kind of a note must match [a-z][a-z0-9_-]{0,31}; it has 7 characters");
        }
    }

    @Test
    void refusesARunbookThatCannotBeOpenedOrTellsASecret() {
        assertThatThrownBy(() -> JournalSettings.defaults().runbook(Code.SLOW, URI.create("slow.md")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a runbook must be an absolute http or https link, but is slow.md; whoever is on call could"
                        + " not open it");
        assertThatThrownBy(() -> JournalSettings.defaults().runbooksBelow(URI.create("https://me:pw@wiki/")))
                .hasMessage("a runbook's link must not contain a user or password: everyone who reads the journal would"
                        + " see it");
    }

    @Test
    void delaysNoVerdictHoweverLongTheLogIsStuck() throws Exception {
        var stuck = new CountDownLatch(1);
        var appender = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                try {
                    ManualTime.park(() -> stuck.getCount() == 0, false);
                } catch (InterruptedException impossible) {
                    throw new AssertionError(impossible);
                }
            }
        };
        appender.start();
        logger.addAppender(appender);
        try (HealthMonitor health = monitor(required(ScriptedProbe.of(OK, FAIL, OK, FAIL, OK)))) {
            time.advance(ofMillis(10_500));

            assertThat(health.report().status()).isEqualTo(Status.UP);
            assertThat(downs(health)).hasSize(2);
        } finally {
            stuck.countDown();
            time.settle();
            logger.detachAppender(appender);
        }
    }

    private HealthMonitor monitor(UnaryOperator<HealthMonitorBuilder> components) {
        return components
                .apply(HealthMonitor.builder("checkout-service", "v3.4.13").timing(time.timing()))
                .start();
    }

    private void calculatePrices() {
        while (calculating) {
            Thread.onSpinWait();
        }
    }

    private static void awaitCpuTimeOf(Thread thread, Duration more) {
        ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        long enough = bean.getThreadCpuTime(thread.getId()) + more.toNanos();
        while (bean.getThreadCpuTime(thread.getId()) < enough) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static UnaryOperator<HealthMonitorBuilder> required(Probe probe) {
        return builder -> builder.required("it", probe);
    }

    private static Evidence evidence(Changed change) {
        return requireNonNull(change.evidence(), "evidence");
    }

    private static List<Changed> downs(HealthMonitor health) {
        List<Changed> downs = new ArrayList<>();
        for (JournalEntry entry : health.journal().entries()) {
            if (entry instanceof Changed change && change.after() == Status.DOWN) {
                downs.add(change);
            }
        }
        return downs;
    }

    private static Probe in(Layer layer, ScriptedProbe probe) {
        return new Probe() {
            @Override
            public Finding check(ProbeContext context) throws Exception {
                return probe.check(context);
            }

            @Override
            public Layer layer() {
                return layer;
            }
        };
    }
}
