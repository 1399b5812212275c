package io.plimsoll.resilience.logstorm.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.MarkerFilter;
import ch.qos.logback.core.read.ListAppender;
import io.plimsoll.resilience.logstorm.LogStormCounts;
import io.plimsoll.resilience.logstorm.LogStormSettings;
import io.plimsoll.resilience.logstorm.Until;
import io.plimsoll.testing.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** In Logback, as applications log. */
class LogStormFilterTest {

    /** {@code contract/log-storm-summary.json}, to the last byte. */
    private static final String CONTRACT = "{\"dropped_logs\": 2049, \"reason\": \"Rate-limit threshold breached\"}\n";

    private final ManualTime time = new ManualTime();

    @Test
    void of2149ErrorsAtAFrozenClock100PassAndTheSummaryIsTheContractByteForByte() {
        var logs = new Logs("%msg%n");
        LogStormFilter filter = install(logs);

        for (int i = 0; i < 2_149; i++) {
            logs.logger().error("Checkout {} failed", "c-1");
        }
        int written = logs.bytes.size();
        time.advance(Duration.ofSeconds(2));

        assertThat(written).isEqualTo(100 * "Checkout c-1 failed\n".length());
        byte[] all = logs.bytes.toByteArray();
        assertThat(new String(all, written, all.length - written, StandardCharsets.UTF_8))
                .isEqualTo(CONTRACT);
        ILoggingEvent summary = logs.events.list.get(100);
        assertThat(summary.getLoggerName()).isEqualTo(Logs.LOGGER);
        assertThat(summary.getLevel()).isEqualTo(Level.ERROR);
        assertThat(summary.getMarkerList()).containsExactly(LogStormFilter.UNLIMITED);
        assertThat(filter.counts()).isEqualTo(new LogStormCounts(100, 2_049, 0));
    }

    @Test
    void touchesNothingButErrors() {
        var logs = new Logs();
        LogStormFilter filter = install(logs);

        for (int i = 0; i < 300; i++) {
            logs.logger().warn("Slow");
            logs.logger().info("Done");
            logs.logger().trace("Not written at all");
        }

        assertThat(logs.events.list).hasSize(600);
        assertThat(filter.counts()).isEqualTo(LogStormCounts.NONE);
    }

    @Test
    void countsNeitherQuestionsNorWhatItsLoggerDoesNotWrite() {
        var logs = new Logs();
        LogStormFilter filter = install(logs);
        Logger off = logs.context.getLogger("off");
        off.setLevel(Level.OFF);

        for (int i = 0; i < 300; i++) {
            assertThat(logs.logger().isErrorEnabled()).isTrue();
            off.error("Nobody hears this");
            off.atError().log("Nor this");
        }

        assertThat(filter.counts()).isEqualTo(LogStormCounts.NONE);
    }

    @Test
    void letsPassWhatMustNotBeDropped() {
        var logs = new Logs();
        LogStormFilter filter = install(logs);

        for (int i = 0; i < 300; i++) {
            logs.logger().error(MarkerFactory.getMarker("PLIMSOLL_UNLIMITED"), "Paid {}", i);
            logs.logger()
                    .atError()
                    .addMarker(MarkerFactory.getMarker("AUDIT"))
                    .addMarker(LogStormFilter.UNLIMITED)
                    .log("Paid");
        }

        assertThat(logs.events.list).hasSize(600);
        assertThat(filter.counts()).isEqualTo(LogStormCounts.NONE);
    }

    @Test
    void boundsTheFluentInterfaceAsWellAndKeepsWhatItCarries() {
        var logs = new Logs();
        LogStormFilter filter = install(logs);
        Marker marker = MarkerFactory.getMarker("CHECKOUT");

        for (int i = 0; i < 150; i++) {
            logs.logger()
                    .atError()
                    .setMessage("Checkout {} failed")
                    .addArgument(i)
                    .addKeyValue("cart", i)
                    .addMarker(marker)
                    .setCause(failure())
                    .log();
        }

        assertThat(filter.counts()).isEqualTo(new LogStormCounts(100, 50, 99));
        assertThat(logs.events.list).hasSize(100);
        ILoggingEvent second = logs.events.list.get(1);
        assertThat(second.getFormattedMessage())
                .matches(
                        "Checkout 1 failed \\[java\\.lang\\.IllegalStateException: sold out; stack [0-9a-f]{8}, see above]");
        assertThat(second.getMessage()).isEqualTo("Checkout {} failed");
        assertThat(second.getArgumentArray()).containsExactly(1);
        assertThat(second.getKeyValuePairs().toString()).isEqualTo("[cart=\"1\"]");
        assertThat(second.getMarkerList()).containsExactly(marker);
        assertThat(second.getThrowableProxy()).isNull();
    }

    @Test
    void writesTheStackOnceInASecondWhicheverWayItIsHandedIn() {
        var logs = new Logs();
        install(logs);
        Marker marker = MarkerFactory.getMarker("CHECKOUT");

        for (int i = 0; i < 3; i++) {
            logs.logger().error("as exception", failure());
            logs.logger().error("last of two, {}", "one", failure());
            logs.logger().error("last of four, {} {} {}", "one", "two", "three", failure());
            logs.logger()
                    .error(marker, "both, {} {}", new Object[] {"one", new RuntimeException("argument"), failure()});
        }

        assertThat(logs.events.list.stream().filter(event -> event.getThrowableProxy() != null))
                .hasSize(4);
        List<String> last = logs.messages().subList(8, 12).stream()
                .map(message -> message.replaceAll("stack [0-9a-f]{8}", "stack 0"))
                .toList();
        assertThat(last)
                .containsExactly(
                        "as exception [java.lang.IllegalStateException: sold out; stack 0, see above]",
                        "last of two, one [java.lang.IllegalStateException: sold out; stack 0, see above]",
                        "last of four, one two three [java.lang.IllegalStateException: sold out; stack 0, see above]",
                        "both, one java.lang.RuntimeException: argument [java.lang.IllegalStateException: sold out; stack 0, see above]");
        assertThat(logs.events.list.get(11).getMarkerList()).containsExactly(marker);
    }

    @Test
    void anEventWithoutItsStackStillKnowsWhereItWasLoggedAndItsMdc() {
        var logs = new Logs("%class.%method %X{cart} %msg%n");
        install(logs);
        logs.context.getMDCAdapter().put("cart", "c-17");

        logs.logger().error("Checkout failed", failure());
        logs.logger().error("Checkout failed", failure());

        String here = LogStormFilterTest.class.getName()
                + ".anEventWithoutItsStackStillKnowsWhereItWasLoggedAndItsMdc c-17 Checkout failed";
        assertThat(logs.text().lines().filter(line -> line.startsWith(here))).hasSize(2);
    }

    @Test
    void goesThroughAnAsyncAppender() {
        var logs = new Logs();
        install(logs);
        var behind = new ListAppender<ILoggingEvent>();
        behind.start();
        var async = new AsyncAppender();
        async.setContext(logs.context);
        async.addAppender(behind);
        async.start();
        logs.root().addAppender(async);

        logs.logger().error("Checkout {} failed", "c-1", failure());
        logs.logger().error("Checkout {} failed", "c-2", failure());
        async.stop();

        assertThat(behind.list).hasSize(2);
        assertThat(behind.list.get(1).getFormattedMessage()).startsWith("Checkout c-2 failed [java.lang.IllegalState");
        assertThat(behind.list.get(1).getCallerData()).isEmpty();
    }

    @Test
    void countsForTheLoggerThatLostTheEventsAndKeepsToTheHierarchy() {
        var logs = new Logs();
        install(logs);
        Logger own = logs.context.getLogger("payments.card");
        var itsAppender = new ListAppender<ILoggingEvent>();
        itsAppender.start();
        own.addAppender(itsAppender);
        own.setAdditive(false);

        for (int i = 0; i < 120; i++) {
            logs.logger().error("Checkout failed");
        }
        for (int i = 0; i < 8; i++) {
            own.error("Payment failed");
        }
        time.advance(Duration.ofSeconds(2));

        assertThat(Logs.dropped(logs.messages())).isEqualTo(20);
        assertThat(itsAppender.list.stream().map(ILoggingEvent::getFormattedMessage))
                .containsExactly(
                        "Payment failed", "{\"dropped_logs\": 7, \"reason\": \"Rate-limit threshold breached\"}");
    }

    @Test
    void keepsTheSummaryOfALoggerThatIsOffUntilItIsOn() {
        var logs = new Logs();
        LogStormFilter filter = install(logs);
        for (int i = 0; i < 120; i++) {
            logs.logger().error("Checkout failed");
        }
        logs.logger().setLevel(Level.OFF);
        time.advance(Duration.ofSeconds(5));
        assertThat(Logs.dropped(logs.messages())).isZero();

        logs.logger().setLevel(Level.ERROR);
        filter.stop();
        assertThat(Logs.dropped(logs.messages())).isEqualTo(20);
    }

    @Test
    void whatAUsersFilterDeniesBeforeItIsNotCounted() {
        var logs = new Logs();
        Marker noise = MarkerFactory.getMarker("NOISE");
        var users = new MarkerFilter();
        users.setContext(logs.context);
        users.setMarker("NOISE");
        users.setOnMatch("DENY");
        users.start();
        logs.context.addTurboFilter(users);
        LogStormFilter filter = install(logs);

        for (int i = 0; i < 200; i++) {
            logs.logger().error(noise, "Nobody wants this");
            logs.logger().error("Checkout failed");
        }

        assertThat(logs.events.list).hasSize(100);
        assertThat(filter.counts()).isEqualTo(new LogStormCounts(100, 100, 0));
    }

    @Test
    void isConfiguredByAFileAndRefusesWhatItCannotBe() throws Exception {
        var logs = new Logs();
        logs.context.putProperty("LOG_STORM_RATE", "7");

        logs.configure(configuration("<eventsPerSecond>${LOG_STORM_RATE:-100}</eventsPerSecond><burst>5</burst>"
                + "<level>WARN</level><newKindsPerSecond>0</newKindsPerSecond><maximumKinds>8</maximumKinds>"
                + "<quietAfter>500 milliseconds</quietAfter><summaryEvery>1 minute</summaryEvery>"));

        assertThat(logs.errorsOfLogback()).isEmpty();
        LogStormFilter filter = LogStormFilter.in(logs.context).orElseThrow();
        assertThat(filter.isStarted()).isTrue();
        for (int i = 0; i < 1_000; i++) {
            logs.logger().warn("Slow");
        }
        // At 7 in a second that would take two minutes.
        assertThat(filter.counts().offered()).isEqualTo(1_000);
        assertThat(filter.counts().emitted()).isBetween(5L, 900L);
        logs.context.stop();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<eventsPerSecond>many</eventsPerSecond> | eventsPerSecond must be a whole number, but is many",
                "<eventsPerSecond>0</eventsPerSecond> | eventsPerSecond must be from 1 to 1000000, but is 0",
                "<level>FATAL</level> | level must be ERROR, WARN, INFO, DEBUG or TRACE, but is FATAL; ERROR is the default",
                "<quietAfter>soon</quietAfter> | quietAfter must be a time as in 10 seconds, but is soon",
                "<summaryEvery>2 hours</summaryEvery> | summaryEvery must be from PT0.1S to PT1H, but is PT2H"
            })
    void saysWhichPropertyIsRefusedAndFiltersNothing(String property, String message) throws Exception {
        var logs = new Logs();

        logs.configure(configuration(property));

        assertThat(logs.errorsOfLogback())
                .containsExactly("The filter of log storms does not start, and a storm is written in full: " + message);
        LogStormFilter filter = LogStormFilter.in(logs.context).orElseThrow();
        assertThat(filter.isStarted()).isFalse();
        assertThat(filter.decide(null, logs.logger(), Level.ERROR, "any", null, null))
                .isEqualTo(ch.qos.logback.core.spi.FilterReply.NEUTRAL);
    }

    @Test
    void refusesToStartWithoutAContext() {
        assertThatThrownBy(() -> new LogStormFilter().start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the filter of log storms has no context: set it before start, or use install(context,"
                        + " settings)");
    }

    @Test
    void refusesBadNumbersInCodeByAnException() {
        assertThatThrownBy(() -> LogStormSettings.defaults().withBurst(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tellsTheRestBeforeAResetTakesTheAppendersAwayAndTheNextOneBeginsAnew() throws Exception {
        var logs = new Logs();
        LogStormFilter first = install(logs);
        for (int i = 0; i < 150; i++) {
            logs.logger().error("Checkout failed");
        }

        logs.context.reset();

        assertThat(Logs.dropped(logs.messages())).isEqualTo(50);
        assertThat(first.isStarted()).isFalse();
        assertThat(first.counts()).isEqualTo(new LogStormCounts(100, 50, 0));
        logs.configure(configuration(""));
        LogStormFilter second = LogStormFilter.in(logs.context).orElseThrow();
        for (int i = 0; i < 101; i++) {
            logs.logger().error("Checkout failed");
        }
        assertThat(second).isNotSameAs(first);
        assertThat(second.counts().offered()).isEqualTo(101);
        logs.context.stop();
    }

    @Test
    void tellsTheRestWhenTheContextStops() {
        var logs = new Logs();
        LogStormFilter filter = install(logs);
        for (int i = 0; i < 2_149; i++) {
            logs.logger().error("Checkout failed");
        }

        logs.context.stop();
        filter.stop();

        assertThat(logs.messages().stream().filter(Logs::isSummary)).hasSize(1);
        assertThat(Logs.dropped(logs.messages())).isEqualTo(2_049);
    }

    @Test
    void leavesNoThreadBehindAndStartsNoneBeforeSomethingIsDropped() throws Exception {
        var logs = new Logs();
        Set<Thread> before = schedulers();
        logs.configure(configuration(""));
        for (int i = 0; i < 50; i++) {
            logs.logger().error("Checkout failed");
        }
        assertThat(schedulers()).isSubsetOf(before);

        for (int i = 0; i < 20_000; i++) {
            logs.logger().error("Checkout failed");
        }
        Set<Thread> ours = schedulers();
        ours.removeAll(before);
        assertThat(ours).hasSize(1);
        logs.context.stop();
        Until.holds(() -> ours.stream().noneMatch(Thread::isAlive));
    }

    private static Set<Thread> schedulers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("plimsoll-scheduler"))
                .collect(Collectors.toSet());
    }

    private LogStormFilter install(Logs logs) {
        return LogStormFilter.install(logs.context, LogStormSettings.defaults(), time.timing());
    }

    private static IllegalStateException failure() {
        return new IllegalStateException("sold out");
    }

    private static String configuration(String properties) {
        return "<configuration><turboFilter class=\"" + LogStormFilter.class.getName() + "\">" + properties
                + "</turboFilter><appender name=\"list\" class=\"ch.qos.logback.core.read.ListAppender\"/>"
                + "<root level=\"INFO\"><appender-ref ref=\"list\"/></root></configuration>";
    }
}
