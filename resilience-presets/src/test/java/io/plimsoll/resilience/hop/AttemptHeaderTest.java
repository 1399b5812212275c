package io.plimsoll.resilience.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptHeaderTest {

    @ParameterizedTest
    @CsvSource({"1/1, false", "1/3, true", "3/3, true", "' 2/3 ', true", "99/99, true"})
    void tellsWhetherSomeoneRetries(String value, boolean retried) {
        AttemptHeader header = AttemptHeader.parse(value).orElseThrow();

        assertThat(header.isRetried()).isEqualTo(retried);
        assertThat(header.value()).isEqualTo(value.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "0/3", "4/3", "1/100", "-1/3", "1/3/3", "a/b", "1 / 3", "٣/٣", "01/03"})
    void ignoresWhatMakesNoSense(String value) {
        assertThat(AttemptHeader.parse(value)).isEmpty();
    }

    @Test
    void isTheOnlyOneUntilSomeoneSaysOtherwise() {
        assertThat(AttemptHeader.parse(null)).isEmpty();
        assertThat(AttemptHeader.current()).isEqualTo(AttemptHeader.ONLY);
        assertThat(AttemptHeader.ONLY.isRetried()).isFalse();
    }

    @Test
    void belongsToAThreadForAsLongAsItWorksOnTheRequest() {
        var outer = new AttemptHeader(1, 3);
        var inner = new AttemptHeader(2, 2);

        outer.during(() -> {
            assertThat(AttemptHeader.current()).isEqualTo(outer);
            inner.during(() -> {
                assertThat(AttemptHeader.current()).isEqualTo(inner);
                return null;
            });
            assertThat(AttemptHeader.current()).isEqualTo(outer);
            return null;
        });

        assertThat(AttemptHeader.current()).isEqualTo(AttemptHeader.ONLY);
    }

    @Test
    void refusesNumbersThatMakeNoSense() {
        assertThatThrownBy(() -> new AttemptHeader(4, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an attempt is numbered from 1 to at most 99, but this is 4 of 3");
    }
}
