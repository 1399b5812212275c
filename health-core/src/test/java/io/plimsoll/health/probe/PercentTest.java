package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.Seed;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentTest {

    @ParameterizedTest
    @CsvSource({
        "0, 100, 0.0",
        "100, 100, 100.0",
        "1, 3, 33.3",
        "2, 3, 66.6",
        "899, 1000, 89.9",
        "8999, 10000, 89.9",
        "9000, 10000, 90.0",
        "29, 100, 29.0",
        "9223372036854775807, 9223372036854775807, 100.0"
    })
    void roundsDownToOneDecimal(long part, long whole, double percent) {
        assertThat(Percent.of(part, whole)).isEqualTo(percent);
    }

    @Test
    void agreesWithExactArithmetic() {
        Random random = Seed.random("PercentTest");
        for (int i = 0; i < 10_000; i++) {
            long whole = 1 + random.nextLong(1L << 42);
            long part = random.nextLong(whole + 1);
            double exact = BigDecimal.valueOf(part)
                    .multiply(BigDecimal.valueOf(100))
                    .divide(BigDecimal.valueOf(whole), 1, RoundingMode.DOWN)
                    .doubleValue();

            assertThat(Percent.of(part, whole)).as("%s of %s", part, whole).isEqualTo(exact);
        }
    }

    @ParameterizedTest
    @CsvSource({"90, 90 %", "2.5, 2.5 %", "100, 100 %", "0.1, 0.1 %"})
    void isWrittenWithoutNeedlessZeros(double percent, String text) {
        assertThat(Percent.text(percent)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 100.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWhatIsNoShare(double percent) {
        assertThatThrownBy(() -> Percent.require("heap: downAtPercent", percent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("heap: downAtPercent must be more than 0 and at most 100 percent, but is " + percent);
    }
}
