package io.plimsoll.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindingTest {

    @Test
    void keepsReadingsInTheOrderInWhichTheyWereAddedAndTheLastOfAName() {
        Finding finding =
                Finding.up().with("b", 1).with("a", 0.5).with("c", true).with("b", 2);

        assertThat(finding.readings().keySet()).containsExactly("b", "a", "c");
        assertThat(finding.readings().get("b")).isEqualTo(new Reading.Count(2));
        assertThat(Finding.up().readings()).isEmpty();
    }

    @Test
    void takesReadingsOfAnotherFinding() {
        Finding merged = Finding.down(Code.TIMEOUT, "Late")
                .with("a", 1)
                .withReadingsOf(Finding.up().with("a", 2).with("b", 3));

        assertThat(merged.readings()).containsEntry("a", new Reading.Count(2)).containsKey("b");
        assertThat(merged.code()).isEqualTo(Code.TIMEOUT);
    }

    @Test
    void takesDetailsOfAnotherFinding() {
        Finding merged = Finding.down(Code.TIMEOUT, "Late")
                .detail("a", "old")
                .with("number", 1)
                .withDetailsOf(Finding.up().detail("a", "new").detail("b", "3").with("number", 2));

        assertThat(merged.details()).containsEntry("a", "new").containsEntry("b", "3");
        assertThat(merged.readings()).containsEntry("number", new Reading.Count(1));
        assertThat(merged.code()).isEqualTo(Code.TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "latency_ms", "since", "details", "Depth", "a-b", "1st", "", "a b"})
    void refusesNamesThatAnAnswerCannotHold(String name) {
        assertThatThrownBy(() -> Finding.up().with(name, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + name + "' cannot name a reading or detail: it must match");
    }

    @Test
    void refusesErrorsThatAreNotOneLine() {
        assertThatThrownBy(() -> Finding.down(Code.REFUSED, "two\nlines"))
                .hasMessage("error must be one line of 1 to 200 characters for whoever is on call, but has 9");
        assertThatThrownBy(() -> Finding.degraded(Code.SLOW, " ")).hasMessageEndingWith("but has 1");
        assertThatThrownBy(() -> Finding.down(Code.REFUSED, "x".repeat(201))).hasMessageEndingWith("but has 201");
    }

    @Test
    void refusesNumbersThatJsonCannotHoldAndTimesThatCannotBe() {
        assertThatThrownBy(() -> Finding.up().with("ratio", Double.NaN))
                .hasMessage("a reading must be finite, but is NaN");
        assertThatThrownBy(() -> Finding.up().took(Duration.ofMillis(-1)))
                .hasMessage("latency must be from 0 to 1 day, but is PT-0.001S");
        assertThatThrownBy(() -> Finding.up().took(Duration.ofSeconds(Long.MAX_VALUE)))
                .hasMessageStartingWith("latency must be from 0 to 1 day, but is PT");
    }

    @Test
    void refusesACodeWithoutTrouble() {
        assertThatThrownBy(
                        () -> new Finding(Status.UP, Code.SLOW, "Slow", Scope.SHARED, Map.of(), Map.of(), null, null))
                .hasMessage(
                        "code and error belong to a finding that is not UP, and both do: status UP, code SLOW, error"
                                + " Slow");
    }
}
