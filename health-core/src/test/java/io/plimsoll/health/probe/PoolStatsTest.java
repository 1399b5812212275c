package io.plimsoll.health.probe;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading.Count;
import org.junit.jupiter.api.Test;

class PoolStatsTest {

    @Test
    void addsItsNumbersByTheNounOfWhatItHolds() {
        var finding = new PoolStats(7, 2, 9, 10, 3).addTo(Finding.up(), "connections");

        assertThat(finding.readings())
                .containsExactly(
                        entry("active_connections", new Count(7)),
                        entry("idle_connections", new Count(2)),
                        entry("total_connections", new Count(9)),
                        entry("max_connections", new Count(10)),
                        entry("waiting_requests", new Count(3)));
    }

    @Test
    void needNotAddUpSinceItIsReadWhileThePoolWorks() {
        assertThat(new PoolStats(10, 1, 10, 10, 0).total()).isEqualTo(10);
    }

    @Test
    void refusesNumbersThatNoPoolHas() {
        assertThatThrownBy(() -> new PoolStats(-1, 0, 0, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("active must not be negative: -1");
        assertThatThrownBy(() -> new PoolStats(0, -2, 0, 1, 0)).hasMessage("idle must not be negative: -2");
        assertThatThrownBy(() -> new PoolStats(0, 0, -3, 1, 0)).hasMessage("total must not be negative: -3");
        assertThatThrownBy(() -> new PoolStats(0, 0, 0, 1, -4)).hasMessage("waiting must not be negative: -4");
        assertThatThrownBy(() -> new PoolStats(0, 0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max must be at least 1: a pool of 0 serves nobody");
    }
}
