package io.plimsoll.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PresetTest {

    static Stream<Preset> presets() {
        return Stream.of(
                Preset.read(),
                Preset.write(),
                Preset.analytics(),
                Preset.write().idempotent(),
                Preset.read().withoutBreaker(),
                Preset.analytics().withDeadline(ofSeconds(1)).withConcurrency(2));
    }

    @ParameterizedTest
    @CsvSource({"read, 20, 3", "write, 10, 1", "analytics, 5, 1"})
    void haveTheNumbersThatTheyAreKnownBy(String name, int concurrency, int attempts) {
        Preset preset = switch (name) {
            case "read" -> Preset.read();
            case "write" -> Preset.write();
            default -> Preset.analytics();
        };

        assertThat(preset.name()).isEqualTo(name);
        assertThat(preset.concurrency()).isEqualTo(concurrency);
        assertThat(preset.attempts()).isEqualTo(attempts);
        assertThat(preset.deadline()).isEqualTo(ofSeconds(2));
        assertThat(preset.budgetShare()).isEqualTo(0.1);
        assertThat(preset.budgetFloor()).isEqualTo(1);
        assertThat(preset.breaker()).isEqualTo(new BreakerRule(50, 20, ofSeconds(10), ofSeconds(30), 5, 50, 80));
    }

    @ParameterizedTest
    @MethodSource("presets")
    void giveAReasonForEveryNumber(Preset preset) {
        List<Setting> settings = preset.settings();

        assertThat(settings).hasSizeGreaterThanOrEqualTo(6).allSatisfy(setting -> {
            assertThat(setting.value()).isNotBlank();
            assertThat(setting.why()).isNotBlank();
        });
        assertThat(preset.toString())
                .contains(settings.stream().map(Setting::name).toList())
                .contains(settings.stream().map(Setting::value).toList())
                .contains(settings.stream().map(Setting::why).toList());
    }

    @Test
    void printThemselvesAsATable() {
        assertThat(Preset.read().withDeadline(ofMillis(800)).toString().lines())
                .startsWith(
                        "preset read",
                        "deadline          800 ms                    set by this service; read has 2 s",
                        "attempts          3                         a second one helps against a blip, a fourth one"
                                + " against nothing");
    }

    @Test
    void areNotChangedByWhatIsDerivedFromThem() {
        Preset read = Preset.read();
        Preset other = read.withDeadline(ofMillis(800)).withConcurrency(7).withoutBreaker();

        assertThat(read.deadline()).isEqualTo(ofSeconds(2));
        assertThat(read.concurrency()).isEqualTo(20);
        assertThat(read.breaker()).isNotNull();
        assertThat(other.deadline()).isEqualTo(ofMillis(800));
        assertThat(other.concurrency()).isEqualTo(7);
        assertThat(other.breaker()).isNull();
    }

    @Test
    void writeTwiceOnlyWhatIsIdempotent() {
        assertThatThrownBy(() -> Preset.write().withAttempts(3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "preset 'write': 3 attempts of a call that is not idempotent; what timed out may have been done,"
                                + " and would be done twice. Say idempotent() first if the dependency recognises repetitions");
        assertThat(Preset.write().idempotent().attempts()).isEqualTo(3);
        assertThat(Preset.write().idempotent().withAttempts(2).attempts()).isEqualTo(2);
    }

    @Test
    void refuseWhatCannotWork() {
        Preset read = Preset.read();

        assertThatThrownBy(() -> read.withDeadline(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the deadline must be from 1 ms to 10 min, but is PT0S; a call without an end takes its caller"
                                + " with it");
        assertThatThrownBy(() -> read.withDeadline(Duration.ofDays(1))).hasMessageContaining("but is PT24H");
        assertThatThrownBy(() -> read.withConcurrency(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the concurrency must be from 1 to 10000, but is 0");
        assertThatThrownBy(() -> read.withAttempts(11))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the number of attempts must be from 1 to 10, but is 11");
        assertThatThrownBy(() -> read.withBudget(2, 1))
                .hasMessageStartingWith("the budget's share must be from 0 to 1");
        assertThatThrownBy(() -> read.withBackoff(ofSeconds(3), ofSeconds(2)))
                .hasMessageStartingWith("the backoff's base PT3S is longer than its cap PT2S");
        assertThatThrownBy(() -> new BreakerRule(0, 20, ofSeconds(10), ofSeconds(30), 5, 50, 80))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the breaker's failurePercent must be from 1 to 100, but is 0");
        assertThatThrownBy(() -> new BreakerRule(50, 20, ofMillis(1_500), ofSeconds(30), 5, 50, 80))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the breaker's window must be whole seconds from 1 s to 10 min, but is PT1.5S");
        assertThatThrownBy(() -> new BreakerRule(50, 20, ofSeconds(10), Duration.ZERO, 5, 50, 80))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the breaker must stay open for 1 ms to 10 min, but would for PT0S");
    }

    @Test
    void refuseWhatDoesNotFitTogether() {
        Preset impatient = Preset.read().withDeadline(ofMillis(50));

        assertThatThrownBy(() -> Guard.of("inventory", impatient))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "guard 'inventory': the backoff begins with up to PT0.05S, which is not shorter than the deadline"
                                + " PT0.05S; most retries could never be made");
        assertThatThrownBy(() -> Guard.of("no good", Preset.read()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'no good' cannot name a guard: it must match ");
    }
}
