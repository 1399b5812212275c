package io.plimsoll.resilience.logstorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule, without a logging framework. */
class LogStormTest {

    private static final LogStormSettings DEFAULTS = LogStormSettings.defaults();

    private final ManualTime time = new ManualTime();
    private final List<String> told = new ArrayList<>();

    @Test
    void lets100OutOf2149PassAtAFrozenClockAndTellsOf2049OnceItIsQuiet() {
        LogStorm storm = storm(DEFAULTS);

        int passed = offer(storm, 2_149, "checkout", "Checkout failed");
        assertThat(passed).isEqualTo(100);
        assertThat(told).isEmpty();

        time.advance(Duration.ofSeconds(2));
        assertThat(told)
                .containsExactly("checkout {\"dropped_logs\": 2049, \"reason\": \"Rate-limit threshold breached\"}");
        assertThat(storm.counts()).isEqualTo(new LogStormCounts(100, 2_049, 0));
        assertThat(storm.counts().offered()).isEqualTo(2_149);
    }

    @Test
    void letsPassAHundredASecondForGood() {
        LogStorm storm = storm(DEFAULTS);
        offer(storm, 1_000, "checkout", "Checkout failed");

        int passed = 0;
        for (int millis = 0; millis < 10_000; millis++) {
            time.advance(Duration.ofMillis(1));
            passed += offer(storm, 3, "checkout", "Checkout failed");
        }

        assertThat(passed).isEqualTo(1_000);
    }

    @Test
    void savesUpNoMoreThanABurst() {
        LogStorm storm = storm(DEFAULTS);
        time.advance(Duration.ofDays(365));

        assertThat(offer(storm, 1_000, "checkout", "Checkout failed")).isEqualTo(100);
    }

    @Test
    void hearsOfWhatIsNewInTheMiddleOfAStormAndAMinuteLaterAgain() {
        LogStorm storm = storm(DEFAULTS);
        offer(storm, 1_000, "checkout", "Checkout failed");

        assertThat(offer(storm, 10, "checkout", "Disk is full")).isEqualTo(1);
        assertThat(offer(storm, 10, "payments", "Checkout failed")).isEqualTo(1);
        assertThat(passes(storm, "checkout", "Checkout failed", new IllegalStateException()))
                .isTrue();
        assertThat(passes(storm, "checkout", "Checkout failed", new IllegalStateException()))
                .isFalse();

        // While the storm takes every token.
        int passed = 0;
        for (int millis = 0; millis < 61_000; millis += 10) {
            time.advance(Duration.ofMillis(10));
            offer(storm, 2, "checkout", "Checkout failed");
            passed += offer(storm, 1, "checkout", "Disk is full");
        }
        assertThat(passed).as("in a minute").isEqualTo(1);
    }

    @Test
    void hasAReserveOf20ASecondForWhatIsNew() {
        LogStorm storm = storm(DEFAULTS);
        offer(storm, 1_000, "checkout", "Checkout failed");

        int atOnce = offerNew(storm, 0, 100);
        time.advanceWithoutScheduler(Duration.ofSeconds(1));
        offer(storm, 1_000, "checkout", "Checkout failed");
        int aSecondLater = offerNew(storm, 100, 200);

        assertThat(atOnce).isEqualTo(20);
        assertThat(aSecondLater).isEqualTo(20);
    }

    @Test
    void aKindThatTheReserveCouldNotLetPassIsStillNew() {
        LogStorm storm = storm(DEFAULTS);
        offer(storm, 1_000, "checkout", "Checkout failed");
        offerNew(storm, 0, 20);
        assertThat(passes(storm, "checkout", "Disk is full", null)).isFalse();

        time.advanceWithoutScheduler(Duration.ofMillis(50));
        offer(storm, 100, "checkout", "Checkout failed");

        assertThat(passes(storm, "checkout", "Disk is full", null)).isTrue();
    }

    @Test
    void remembersAsManyKindsAsItMayAndThoseThatAreStaleMakeRoom() {
        LogStorm storm = storm(DEFAULTS.withEventsPerSecond(1).withBurst(1).withNewKindsPerSecond(1_000));
        offer(storm, 1, "checkout", "Checkout failed");

        assertThat(offerNew(storm, 0, 1_000)).as("beside the one that is known").isEqualTo(255);
        time.advanceWithoutScheduler(Duration.ofSeconds(59));
        offer(storm, 1, "checkout", "Checkout failed");
        assertThat(offerNew(storm, 2_000, 3_000)).isZero();

        time.advanceWithoutScheduler(Duration.ofSeconds(1));
        offer(storm, 1, "checkout", "Checkout failed");
        assertThat(offerNew(storm, 3_000, 4_000)).isEqualTo(255);
    }

    @Test
    void withoutAReserveNothingIsNew() {
        LogStorm storm = storm(DEFAULTS.withNewKindsPerSecond(0));
        offer(storm, 100, "checkout", "Checkout failed");

        assertThat(offerNew(storm, 0, 10)).isZero();
    }

    @Test
    void tellsMessagesApartOfWhichOnlyTheBeginningIsKept() {
        LogStorm storm = storm(DEFAULTS);
        offer(storm, 1_000, "checkout", "Checkout failed");
        String begin = "x".repeat(300);

        assertThat(offer(storm, 3, "checkout", begin + "a")).isEqualTo(1);
        assertThat(offer(storm, 3, "checkout", begin + "b")).isEqualTo(1);
        assertThat(offer(storm, 3, "checkout", begin + "ab")).isEqualTo(1);
    }

    @Test
    void writesOneStackOfAKindInASecondAndTheHashOfTheOthers() {
        LogStorm storm = storm(DEFAULTS);

        List<RuntimeException> alike = Stream.of("first", "second\nline", "third")
                .map(LogStormTest::failure)
                .toList();
        assertThat(insteadOfStack(storm, alike.get(0))).isNull();
        String same = insteadOfStack(storm, alike.get(1));
        String other = insteadOfStack(storm, new IllegalStateException("elsewhere"));
        time.advance(Duration.ofSeconds(1));

        assertThat(same).matches("java\\.lang\\.IllegalStateException: second line; stack [0-9a-f]{8}, see above");
        assertThat(other).matches("java\\.lang\\.IllegalStateException: elsewhere; stack [0-9a-f]{8}");
        assertThat(insteadOfStack(storm, alike.get(2))).isNull();
        assertThat(storm.counts()).isEqualTo(new LogStormCounts(4, 0, 2));
    }

    @Test
    void aStackHasOneHashWhateverItSaysAndAnotherOneWithAnotherCause() {
        assertThat(Stream.of("one", "other")
                        .map(LogStormTest::failure)
                        .map(StackHash::of)
                        .distinct())
                .hasSize(1);
        assertThat(StackHash.of(new IllegalStateException(failure("one"))))
                .isNotEqualTo(StackHash.of(new IllegalStateException(new RuntimeException("one"))));
        assertThat(StackHash.of(generated("Shop$$Lambda/0x000071c4fc19ea00")))
                .isEqualTo(StackHash.of(generated("Shop$$Lambda/0x00007a1b2c003210")));
    }

    @Test
    void survivesAnExceptionThatThrowsWhenItIsAsked() {
        LogStorm storm = storm(DEFAULTS);
        var hostile = new RuntimeException() {
            @Override
            public String getLocalizedMessage() {
                throw new IllegalStateException("not now");
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                throw new IllegalStateException("nor this");
            }

            @Override
            public synchronized Throwable getCause() {
                return this;
            }
        };

        insteadOfStack(storm, hostile);
        assertThat(insteadOfStack(storm, hostile)).startsWith(hostile.getClass().getName() + "; stack ");
    }

    @Test
    void tellsEach10SecondsWhileItLastsAndForEachLoggerItsOwn() {
        LogStorm storm = storm(DEFAULTS.withEventsPerSecond(1).withBurst(1).withNewKindsPerSecond(0));
        for (int tenths = 0; tenths < 250; tenths++) {
            offer(storm, 2, "checkout", "Checkout failed");
            offer(storm, 1, "payments", "Payment failed");
            time.advance(Duration.ofMillis(100));
        }
        int meanwhile = told.size();
        time.advance(Duration.ofSeconds(2));

        assertThat(meanwhile).as("after 10 and 20 s, for two loggers").isEqualTo(4);
        assertThat(told).hasSize(6);
        assertThat(sumOf("")).isEqualTo(storm.counts().dropped());
        assertThat(storm.counts().offered()).isEqualTo(750);
        assertThat(sumOf("payments")).isBetween(200L, 250L);
    }

    @Test
    void beginsToWatchAnewWithEachStorm() {
        LogStorm storm = storm(DEFAULTS);
        offer(storm, 101, "checkout", "Checkout failed");
        time.advance(Duration.ofSeconds(5));
        offer(storm, 103, "checkout", "Checkout failed");
        time.advance(Duration.ofSeconds(5));

        assertThat(told).hasSize(2);
        assertThat(sumOf("checkout")).isEqualTo(4);
    }

    @Test
    void tellsTheRestWhenClosedAndOnlyOnce() {
        LogStorm storm = storm(DEFAULTS);
        offer(storm, 2_149, "checkout", "Checkout failed");

        storm.close();
        storm.close();
        time.advance(Duration.ofSeconds(30));

        assertThat(told).hasSize(1);
        assertThat(sumOf("checkout")).isEqualTo(2_049);
    }

    @Test
    void keepsWhatCouldNotBeWritten() {
        var broken = new AtomicBoolean(true);
        LogStorm storm = LogStorm.of(DEFAULTS, time.timing(), (logger, summary) -> {
            if (broken.get()) {
                throw new IllegalStateException("disk full");
            }
            told.add(logger + " " + summary);
            return true;
        });
        offer(storm, 150, "checkout", "Checkout failed");
        time.advance(Duration.ofSeconds(5));
        broken.set(false);
        storm.flush();

        assertThat(sumOf("checkout")).isEqualTo(50);
    }

    @Test
    void tellsLaterWhatCouldNotBeWrittenWhenItWasQuiet() {
        var attempts = new ArrayList<Duration>();
        long begun = time.nanos();
        LogStorm storm = LogStorm.of(DEFAULTS, time.timing(), (logger, summary) -> {
            attempts.add(Duration.ofNanos(time.nanos() - begun));
            told.add(logger + " " + summary);
            return attempts.size() == 4;
        });
        offer(storm, 150, "checkout", "Checkout failed");
        time.advance(Duration.ofMinutes(5));

        assertThat(attempts)
                .containsExactly(
                        Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(13), Duration.ofSeconds(23));
        assertThat(offer(storm, 150, "checkout", "Checkout failed")).isEqualTo(100);
        time.advance(Duration.ofSeconds(2));
        assertThat(attempts).as("begins anew with the next storm").hasSize(5);
    }

    @Test
    void writesTheStackOfWhatItCannotRememberUnlessItIsTheSameAgain() {
        LogStorm storm = storm(DEFAULTS.withMaximumKinds(1).withNewKindsPerSecond(0));
        offer(storm, 1, "checkout", "Checkout failed");
        RuntimeException first = failure("first");
        RuntimeException second = new IllegalArgumentException("from elsewhere");

        assertThat(storm.offer("checkout", "order 1 failed", first).insteadOfStack())
                .isNull();
        assertThat(storm.offer("checkout", "order 2 failed", first).insteadOfStack())
                .endsWith(", see above");
        assertThat(storm.offer("payments", "card of alice", second).insteadOfStack())
                .as("for the first time in this second")
                .isNull();
    }

    @Test
    void whoeverLogsDoesNotHearThatNoThreadCouldBeStarted() {
        var noThread = new AtomicBoolean(true);
        var timing = new io.plimsoll.time.Timing(
                time,
                time,
                (delay, task) -> {
                    if (noThread.get()) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    return time.schedule(delay, task);
                },
                time);
        LogStorm storm = LogStorm.of(DEFAULTS, timing, this::write);
        offer(storm, 110, "checkout", "Checkout failed");
        noThread.set(false);
        offer(storm, 1, "checkout", "Checkout failed");
        time.advance(Duration.ofSeconds(3));

        assertThat(sumOf("checkout")).isEqualTo(11);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 100, 20, 256, 'eventsPerSecond must be from 1 to 1000000, but is 0'",
        "100, -1, 20, 256, 'burst must be from 1 to 1000000, but is -1'",
        "100, 100, -1, 256, 'newKindsPerSecond must be from 0 to 1000000, but is -1'",
        "100, 100, 20, 5000, 'maximumKinds must be from 1 to 4096, but is 5000'"
    })
    void refusesNumbersThatBoundNothing(int rate, int burst, int newKinds, int kinds, String message) {
        assertThatThrownBy(() -> DEFAULTS.withMaximumKinds(kinds)
                        .withNewKindsPerSecond(newKinds)
                        .withBurst(burst)
                        .withEventsPerSecond(rate))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void refusesTimesThatMakeNoSense() {
        assertThatThrownBy(() -> DEFAULTS.withQuietAfter(Duration.ZERO))
                .hasMessage("quietAfter must be from PT0.1S to PT1H, but is PT0S");
        assertThatThrownBy(() -> DEFAULTS.withSummaryEvery(Duration.ofMillis(500)))
                .hasMessage("summaryEvery must be at least quietAfter, but is PT0.5S with quietAfter PT1S; what was"
                        + " dropped is looked at once in quietAfter");
    }

    private LogStorm storm(LogStormSettings settings) {
        return LogStorm.of(settings, time.timing(), this::write);
    }

    private boolean write(String logger, String summary) {
        told.add(logger + " " + summary);
        return true;
    }

    private long sumOf(String logger) {
        return told.stream()
                .filter(line -> line.startsWith(logger))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*\"dropped_logs\": (\\d+),.*", "$1")))
                .sum();
    }

    private static int offer(LogStorm storm, int events, String logger, String format) {
        return (int) IntStream.range(0, events)
                .filter(event -> passes(storm, logger, format, null))
                .count();
    }

    private static int offerNew(LogStorm storm, int from, int to) {
        return (int) IntStream.range(from, to)
                .filter(number -> passes(storm, "checkout", "Order " + number + " failed", null))
                .count();
    }

    private static boolean passes(LogStorm storm, String logger, String format, RuntimeException thrown) {
        return !storm.offer(logger, format, thrown).isDropped();
    }

    private static String insteadOfStack(LogStorm storm, RuntimeException thrown) {
        return storm.offer("checkout", "Checkout failed", thrown).insteadOfStack();
    }

    private static RuntimeException failure(String message) {
        return new IllegalStateException(message);
    }

    private static RuntimeException generated(String type) {
        var thrown = new RuntimeException();
        thrown.setStackTrace(new StackTraceElement[] {new StackTraceElement(type, "run", "Shop.java", 7)});
        return thrown;
    }
}
