package io.plimsoll.resilience.micrometer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.resilience.shed.ConcurrencyLimit;
import io.plimsoll.resilience.shed.Criticality;
import io.plimsoll.resilience.shed.LoadShedder;
import org.junit.jupiter.api.Test;

class ShedMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LoadShedder shedder = LoadShedder.of(ConcurrencyLimit.fixed(3));

    @Test
    void countWhatWasAdmittedAndRefusedAndShowTheLimit() {
        ShedMetrics.bind(shedder, registry);
        LoadShedder.Admission first = requireNonNull(shedder.tryEnter(Criticality.SHEDDABLE));
        assertThat(shedder.tryEnter(Criticality.SHEDDABLE)).isNull();
        LoadShedder.Admission second = requireNonNull(shedder.tryEnter(Criticality.CRITICAL));
        assertThat(shedder.tryEnter(Criticality.CRITICAL)).isNotNull();
        first.served();
        second.abandoned();

        assertThat(requests("sheddable", "admitted")).isEqualTo(1);
        assertThat(requests("sheddable", "refused")).isEqualTo(1);
        assertThat(requests("critical", "admitted")).isEqualTo(2);
        assertThat(requests("critical", "refused")).isZero();
        assertThat(registry.get("plimsoll.shed.inside").gauge().value()).isEqualTo(1);
        assertThat(limit("critical")).isEqualTo(3);
        assertThat(limit("normal")).isEqualTo(2);
        assertThat(limit("sheddable")).isEqualTo(1);
    }

    private double limit(String criticality) {
        return registry.get("plimsoll.shed.limit")
                .tag("criticality", criticality)
                .gauge()
                .value();
    }

    private double requests(String criticality, String outcome) {
        return registry.get("plimsoll.shed.requests")
                .tags("criticality", criticality, "outcome", outcome)
                .functionCounter()
                .count();
    }
}
