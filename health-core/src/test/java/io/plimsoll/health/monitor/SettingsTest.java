package io.plimsoll.health.monitor;

import static io.plimsoll.health.monitor.ProbeSettings.every;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Finding;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.Status;
import io.plimsoll.health.probe.DeadlockProbe;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private final ManualTime time = new ManualTime();

    @Test
    void hasTheDefaultsThatAreDocumented() {
        assertThat(ProbeSettings.defaults()).isEqualTo(new ProbeSettings(ofSeconds(2), ofSeconds(1), 1, 1));
        assertThat(every(ofSeconds(5)).timeout()).isEqualTo(ofSeconds(1));
        assertThat(every(ofMillis(500)).timeout()).isEqualTo(ofMillis(500));
        assertThat(every(ofSeconds(5)).timeout(ofMillis(500)).staleAfter()).isEqualTo(ofMillis(10_500));
    }

    @Test
    void letsTheDeploymentOverrideTheCode() {
        ScriptedProbe probe = ScriptedProbe.of(ScriptedProbe.OK, ScriptedProbe.SLOW);
        try (HealthMonitor monitor = builder()
                .optional("database", probe, every(ofSeconds(60)))
                .configuredBy(Map.of(
                        "plimsoll.health.database.interval", "3s",
                        "plimsoll.health.database.timeout", "PT0.5S",
                        "plimsoll.health.database.failure-threshold", "2",
                        "plimsoll.health.strict", "true",
                        "somebody.else", "whatever"))
                .start()) {

            time.advance(ofSeconds(4)); // the second attempt is SLOW, but one does not count
            assertThat(probe.calls()).isEqualTo(2);
            assertThat(monitor.report().status()).isEqualTo(Status.UP);
            assertThat(monitor.shortestInterval()).isEqualTo(ofSeconds(3));

            time.advance(ofSeconds(4));
            assertThat(monitor.report().status()).isEqualTo(Status.DOWN);
        }
    }

    @Test
    void bindsFromAFunctionThatKnowsNoKeys() {
        Map<String, String> source = Map.of("plimsoll.health.database.interval", "7s");
        try (HealthMonitor monitor = builder()
                .required("database", ScriptedProbe.of(ScriptedProbe.OK))
                .configuredBy(source::get)
                .start()) {
            assertThat(monitor.shortestInterval()).isEqualTo(ofSeconds(7));
        }
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', textBlock = """
            plimsoll.health.databse.interval  | 5s    | unknown setting plimsoll.health.databse.interval: nothing would read it; the known ones are plimsoll.health.database.failure-threshold,
            plimsoll.health.database.intervall | 5s   | unknown setting plimsoll.health.database.intervall: nothing
            plimsoll.health.database.interval | 5     | setting plimsoll.health.database.interval=5: is not a duration such as 500ms, 5s, 2m, 1h or PT5S; the monitor was not started
            plimsoll.health.database.interval | -PT5S | setting plimsoll.health.database.interval=-PT5S: the duration must be more than 0 and at most 1 day, but is -5 s; the component would never be known; the monitor was not started
            plimsoll.health.database.failure-threshold | 0 | setting plimsoll.health.database.failure-threshold=0: the threshold must be at least 1 attempt, but is 0; its status could never change; the monitor was not started
            plimsoll.health.database.failure-threshold | two | setting plimsoll.health.database.failure-threshold=two: is not a whole number of attempts; the monitor was not started
            plimsoll.health.strict            | yes   | setting plimsoll.health.strict=yes: is neither true nor false; the monitor was not started
            """)
    void refusesWhatItCannotUseAndSaysWhatAndWhy(String key, String value, String message) {
        HealthMonitorBuilder builder = builder()
                .required("database", ScriptedProbe.of(ScriptedProbe.OK))
                .configuredBy(Map.of(key, value));

        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void refusesATimeoutLongerThanTheInterval() {
        HealthMonitorBuilder builder = builder()
                .required("database", ScriptedProbe.of(ScriptedProbe.OK), every(ofSeconds(2)))
                .configuredBy(Map.of("plimsoll.health.database.timeout", "2500ms"));

        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("component 'database': timeout 2500 ms is longer than interval 2 s; an attempt would not be"
                        + " over when the next one is due");
    }

    @Test
    void refusesARemoteProbeMoreOftenThanOnceASecond() {
        HealthMonitorBuilder builder = builder().required("database", probe -> Finding.up(), every(ofMillis(200)));

        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "component 'database': interval 200 ms is shorter than the 1 s that its probe allows; the probe"
                                + " itself would become load on its dependency");
    }

    @Test
    void takesAProbesOwnIntervalWhereThatIsLongerThanTheDefault() {
        try (HealthMonitor monitor =
                builder().liveness("deadlock", DeadlockProbe.create()).start()) {
            assertThat(monitor.shortestInterval()).isEqualTo(ofSeconds(5));
        }
    }

    @Test
    void refusesBadBuilderCallsWhereTheyAreMade() {
        Probe probe = context -> Finding.up();

        assertThatThrownBy(() -> HealthMonitor.builder(" ", "v"))
                .hasMessage("service must be one line of 1 to 200 characters, since every answer shows it, but is ' '");
        assertThatThrownBy(() -> builder().required("data base", probe))
                .hasMessage(
                        "component name 'data base' must match [A-Za-z][A-Za-z0-9_-]{0,63}; it becomes part of paths,"
                                + " settings and metrics");
        assertThatThrownBy(() -> builder().required("database", probe).optional("database", context -> Finding.up()))
                .hasMessage("component 'database' is there already; one of the two would never be shown");
        assertThatThrownBy(() -> builder().required("database", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("probe of component 'database'");
        assertThatThrownBy(() -> every(Duration.ZERO))
                .hasMessage(
                        "interval must be more than 0 and at most 1 day, but is 0 s; the component would never be known");
        assertThatThrownBy(() -> every(ofSeconds(1)).failureThreshold(0))
                .hasMessage("failure threshold must be at least 1 attempt, but is 0; its status could never change");
        assertThatThrownBy(() -> builder().configuredBy(Map.of()).configuredBy(Map.of()))
                .hasMessage("configuredBy was called twice; one source would silently lose");
    }

    @Test
    void refusesToRunOneProbeTwice() {
        Probe probe = context -> Finding.up();
        HealthMonitorBuilder builder = builder().required("database", probe);

        assertThatThrownBy(() -> builder.required("replica", probe))
                .hasMessage("component 'replica' has the same probe as 'database'; it would be run for both at once");
        builder.start().close();
        assertThatThrownBy(builder::start)
                .hasMessage("start() was called twice; both monitors would run the same probes");
    }

    @Test
    void namesASettingWhateverIsWrongWithIt() {
        HealthMonitorBuilder builder = builder()
                .required("database", ScriptedProbe.of(ScriptedProbe.OK))
                .configuredBy(Map.of("plimsoll.health.database.interval", "PT9999999H0.5S"));

        assertThatThrownBy(builder::start)
                .hasMessageStartingWith(
                        "setting plimsoll.health.database.interval=PT9999999H0.5S: the duration must be");
        assertThatThrownBy(() -> builder().configuredBy(Collections.singletonMap("plimsoll.health.strict", null)))
                .hasMessage("setting plimsoll.health.strict has no value");
        assertThatThrownBy(() -> builder()
                        .configuredBy(Map.of("plimsoll.health.database.password", "hunter2"))
                        .start())
                .hasMessageStartingWith("unknown setting plimsoll.health.database.password: nothing would read it")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void namesTheComponentsThatThereAreWhenAskedForAnother() {
        try (HealthMonitor monitor =
                builder().required("database", probe -> Finding.up()).start()) {
            assertThatThrownBy(() -> monitor.status("redis"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no component is named 'redis'; there are [database]");
        }
    }

    @Test
    void closesWhatItOpenedIfAProbeCannotBeOpened() {
        var closed = new boolean[1];
        Probe fine = new Probe() {
            @Override
            public Finding check(ProbeContext context) {
                return Finding.up();
            }

            @Override
            public void close() {
                closed[0] = true;
            }
        };
        Probe broken = new Probe() {
            @Override
            public Finding check(ProbeContext context) {
                return Finding.up();
            }

            @Override
            public void open(Timing timing) {
                throw new IllegalStateException("no such thing");
            }
        };

        assertThatThrownBy(() ->
                        builder().required("a", fine).required("b", broken).start())
                .hasMessage("no such thing");
        assertThat(closed[0]).isTrue();
    }

    private HealthMonitorBuilder builder() {
        return HealthMonitor.builder("service", "v1").timing(time.timing());
    }
}
