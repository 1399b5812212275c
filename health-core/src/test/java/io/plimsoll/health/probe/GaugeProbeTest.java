package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.testing.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaugeProbeTest {

    private final ManualTime time = new ManualTime();
    private long value;

    @ParameterizedTest
    @CsvSource({
        "-5, DOWN, depth is below 0",
        "0, DEGRADED, depth is below 10",
        "9, DEGRADED, depth is below 10",
        "10, UP,",
        "100, UP,",
        "101, DEGRADED, depth is above 100",
        "1000, DEGRADED, depth is above 100",
        "1001, DOWN, depth is above 1000",
    })
    void judgesByLevels(long depth, Status status, String error) throws Exception {
        GaugeProbe probe = opened(GaugeProbe.builder("depth", () -> depth)
                .degradedAbove(100)
                .downAbove(1000)
                .degradedBelow(10)
                .downBelow(0));

        Finding finding = probe.check(Unhurried.ATTEMPT);

        assertThat(finding.status()).isEqualTo(status);
        assertThat(finding.error()).isEqualTo(error);
        assertThat(finding.code()).isEqualTo(status == Status.UP ? null : Code.BACKLOG);
        assertThat(finding.scope()).isEqualTo(Scope.SHARED);
        assertThat(finding.readings()).isEqualTo(Map.of("depth", new Reading.Count(depth)));
    }

    @Test
    void notesARiseWithoutPause() throws Exception {
        GaugeProbe probe = opened(GaugeProbe.builder("lag", () -> value)
                .degradedWhenRisingFor(Duration.ofMinutes(1))
                .downWhenRisingFor(Duration.ofMinutes(2)));

        assertThat(look(probe, 0, 1).status()).isEqualTo(Status.UP);
        assertThat(look(probe, 20, 2).status()).isEqualTo(Status.UP);
        assertThat(look(probe, 20, 3).status()).isEqualTo(Status.UP);
        assertThat(look(probe, 20, 4).error()).isEqualTo("lag has been rising for 1 min");
        assertThat(look(probe, 30, 5).status()).isEqualTo(Status.DEGRADED);
        assertThat(look(probe, 30, 6).error()).isEqualTo("lag has been rising for 2 min");
        assertThat(look(probe, 20, 6).status()).isEqualTo(Status.UP);
        assertThat(look(probe, 20, 7).status()).isEqualTo(Status.UP);
        assertThat(look(probe, 20, 8).status()).isEqualTo(Status.UP);
        assertThat(look(probe, 20, 9).status()).isEqualTo(Status.DEGRADED);
        assertThat(look(probe, 20, 8).status()).isEqualTo(Status.UP);
    }

    @Test
    void doesNotTakeAPauseForARise() throws Exception {
        GaugeProbe probe = opened(GaugeProbe.builder("lag", () -> value).degradedWhenRisingFor(Duration.ofSeconds(10)));

        assertThat(look(probe, 0, 1).status()).isEqualTo(Status.UP);
        assertThat(look(probe, 2, 2).status()).isEqualTo(Status.UP);
        assertThat(look(probe, 300, 3).status()).isEqualTo(Status.UP);
        assertThat(look(probe, 2, 4).status()).isEqualTo(Status.UP);
        assertThat(look(probe, 2, 5).status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void notesSilence() throws Exception {
        GaugeProbe probe = opened(GaugeProbe.builder("payments", () -> value)
                .degradedWhenSilentFor(Duration.ofSeconds(90))
                .downWhenSilentFor(Duration.ofHours(1)));

        assertThat(look(probe, 0, 7).status()).isEqualTo(Status.UP);
        for (int look = 1; look < 9; look++) {
            assertThat(look(probe, 10, 7).status()).isEqualTo(Status.UP);
        }
        for (int look = 9; look < 360; look++) {
            assertThat(look(probe, 10, 7).error()).isEqualTo("payments has not moved for 90 s");
        }
        assertThat(look(probe, 10, 7).error()).isEqualTo("payments has not moved for 1 h");
        assertThat(look(probe, 10, 8).status()).isEqualTo(Status.UP);
        assertThat(look(probe, 10, 8).status()).isEqualTo(Status.UP);
    }

    @Test
    void forgetsWhatItSawBeforeItWasOpenedAgain() throws Exception {
        GaugeProbe probe =
                opened(GaugeProbe.builder("payments", () -> value).degradedWhenSilentFor(Duration.ofMillis(1500)));
        for (int look = 0; look < 4; look++) {
            look(probe, 1, 0);
        }
        assertThat(look(probe, 1, 0).error()).isEqualTo("payments has not moved for 1500 ms");

        probe.open(time.timing());

        assertThat(look(probe, 1, 0).status()).isEqualTo(Status.UP);
    }

    @Test
    void readsARealQueue() throws Exception {
        var queue = new LinkedBlockingQueue<String>();
        GaugeProbe probe = opened(GaugeProbe.builder("depth", queue::size)
                .degradedAbove(1)
                .local()
                .error("Queue is long"));

        queue.add("first");
        Finding shortQueue = probe.check(Unhurried.ATTEMPT);
        queue.add("second");
        Finding longQueue = probe.check(Unhurried.ATTEMPT);

        assertThat(shortQueue).isEqualTo(Finding.up().with("depth", 1).local());
        assertThat(longQueue)
                .isEqualTo(Finding.degraded(Code.BACKLOG, "Queue is long")
                        .with("depth", 2)
                        .local());
    }

    @Test
    void passesOnWhatTheGaugeThrows() {
        GaugeProbe probe = opened(GaugeProbe.builder("depth", () -> {
                    throw new IOException("gone");
                })
                .degradedAbove(1));

        assertThatThrownBy(() -> probe.check(Unhurried.ATTEMPT))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
    }

    @Test
    void refusesToBeAskedBeforeItWasOpened() {
        GaugeProbe probe =
                GaugeProbe.builder("depth", () -> value).degradedAbove(1).build();

        assertThatThrownBy(() -> probe.check(Unhurried.ATTEMPT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gauge 'depth' was not opened before its first check");
    }

    @Test
    void refusesToHaveNoRule() {
        assertThatThrownBy(() -> gauge().error("Queue is long").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gauge 'depth': no rule is set, so it could never be anything but UP");
    }

    @Test
    void refusesToBeDownBeforeItIsDegraded() {
        String consequence = "; it would go down without being degraded first";
        assertThatThrownBy(() -> gauge().degradedAbove(100).downAbove(100).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gauge 'depth': downAbove 100 is not more than degradedAbove 100" + consequence);
        assertThatThrownBy(() -> gauge().degradedBelow(5).downBelow(10).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gauge 'depth': degradedBelow 5 is not more than downBelow 10" + consequence);
        assertThatThrownBy(() -> gauge().degradedWhenRisingFor(Duration.ofMinutes(5))
                        .downWhenRisingFor(Duration.ofMinutes(1))
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gauge 'depth': downWhenRisingFor PT1M is not more than degradedWhenRisingFor PT5M"
                        + consequence);
        assertThatThrownBy(() -> gauge().degradedWhenSilentFor(Duration.ofMinutes(5))
                        .downWhenSilentFor(Duration.ofMinutes(5))
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gauge 'depth': downWhenSilentFor PT5M is not more than degradedWhenSilentFor PT5M"
                        + consequence);
    }

    @Test
    void refusesLevelsThatLeaveNoRoom() {
        assertThatThrownBy(() -> gauge().degradedBelow(11).downAbove(10).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gauge 'depth': everything below 11 and everything above 10 breaks a rule;"
                        + " no number would be UP");
        assertThat(gauge().degradedBelow(10).downAbove(10).build()).isNotNull();
    }

    @Test
    void refusesADurationThatIsNotPositive() {
        assertThatThrownBy(() -> gauge().degradedWhenSilentFor(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("gauge 'depth': degradedWhenSilentFor must be positive, but is PT0S");
    }

    @Test
    void refusesANameThatNoReadingMayHave() {
        assertThatThrownBy(() -> GaugeProbe.builder("status", () -> value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'status' cannot name a reading");
    }

    @Test
    void refusesAnErrorOfTwoLines() {
        assertThatThrownBy(() -> gauge().error("Queue\nis long"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("error must be one line of 1 to 200 characters for whoever is on call, but has 13");
    }

    private GaugeProbe.Builder gauge() {
        return GaugeProbe.builder("depth", () -> value);
    }

    private GaugeProbe opened(GaugeProbe.Builder settings) {
        GaugeProbe probe = settings.build();
        probe.open(time.timing());
        return probe;
    }

    private Finding look(GaugeProbe probe, long secondsLater, long newValue) throws Exception {
        time.advance(Duration.ofSeconds(secondsLater));
        value = newValue;
        return probe.check(Unhurried.ATTEMPT);
    }
}
