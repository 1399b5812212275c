package io.plimsoll.resilience.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.resilience.logstorm.LogStorm;
import io.plimsoll.resilience.logstorm.LogStormSettings;
import io.plimsoll.testing.ManualTime;
import org.junit.jupiter.api.Test;

class LogStormMetricsTest {

    @Test
    void showsWhatWasEmittedAndDropped() {
        var registry = new SimpleMeterRegistry();
        LogStorm storm = LogStorm.of(LogStormSettings.defaults(), new ManualTime().timing(), (logger, line) -> true);
        LogStormMetrics.bind(storm::counts, registry);

        for (int i = 0; i < 150; i++) {
            storm.offer("checkout", "Checkout failed", new IllegalStateException());
        }
        System.gc();

        assertThat(count(registry, "emitted")).isEqualTo(100);
        assertThat(count(registry, "dropped")).isEqualTo(50);
        assertThat(registry.get("plimsoll.log.without.stack").functionCounter().count())
                .isEqualTo(99);
    }

    private static double count(SimpleMeterRegistry registry, String outcome) {
        return registry.get("plimsoll.log.events")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }
}
