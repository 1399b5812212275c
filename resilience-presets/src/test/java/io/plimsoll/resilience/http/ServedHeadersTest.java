package io.plimsoll.resilience.http;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.resilience.Served;
import org.junit.jupiter.api.Test;

class ServedHeadersTest {

    @Test
    void addNothingToWhatIsFresh() {
        assertThat(ServedHeaders.of(new Served.Fresh<>("12.50"), "checkout-service"))
                .isEmpty();
    }

    @Test
    void sayHowOldAStaleAnswerIs() {
        assertThat(ServedHeaders.of(new Served.Stale<>("12.50", ofMillis(90_900), "down"), "checkout-service"))
                .hasSize(2)
                .containsEntry("Age", "90")
                .containsEntry("Cache-Status", "checkout-service; hit; detail=stale-if-error");
    }

    @Test
    void sayThatAnAnswerIsMadeUp() {
        assertThat(ServedHeaders.of(new Served.Degraded<>("?", "down"), "checkout-service"))
                .hasSize(1)
                .containsEntry("Cache-Status", "checkout-service; fwd=miss; detail=degraded");
    }

    @Test
    void refuseANameThatWouldBreakTheHeader() {
        assertThatThrownBy(() -> ServedHeaders.of(new Served.Fresh<>("12.50"), "checkout; hit"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'checkout; hit' cannot stand in Cache-Status: it must match [A-Za-z][A-Za-z0-9_.-]{0,63}");
    }
}
