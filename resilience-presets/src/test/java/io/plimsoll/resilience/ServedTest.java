package io.plimsoll.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.testing.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServedTest {

    private final ManualTime time = new ManualTime();
    private final Guard guard = Guard.builder("recommendations", Preset.analytics())
            .timing(time.timing())
            .build();

    @Test
    void isFreshWhenTheCallSucceeds() {
        var remembered = new ArrayList<String>();
        Fallback<String> memory = new Fallback<>() {
            @Override
            public Served<String> instead(String reason) {
                throw new AssertionError("not needed");
            }

            @Override
            public void fresh(String value) {
                remembered.add(value);
            }
        };

        Served<String> served = guard.serve(attempt -> "now", memory.orElse("nothing"));

        assertThat(served).isEqualTo(new Served.Fresh<>("now"));
        assertThat(served.kind()).isEqualTo("fresh");
        assertThat(remembered).containsExactly("now");
    }

    @Test
    void saysThatItIsDegradedAndWhy() throws IOException {
        Served<List<String>> served = guard.serve(
                attempt -> {
                    throw new IOException("reset by 10.0.0.7");
                },
                Fallback.to(List.of()));

        assertThat(served).isEqualTo(new Served.Degraded<>(List.of(), "recommendations: No connection"));
        assertThat(served.kind()).isEqualTo("degraded");
        assertThat(guard.count(Tally.SERVED_DEGRADED)).isEqualTo(1);
    }

    @Test
    void saysThatItIsStaleAndSinceWhen() {
        Fallback<String> memory = reason -> new Served.Stale<>("old", Duration.ofMinutes(3), reason);

        Served<String> served = guard.serve(
                attempt -> {
                    throw new AnswerException(503, null);
                },
                memory.orElse("nothing"));

        assertThat(served).isEqualTo(new Served.Stale<>("old", Duration.ofMinutes(3), "recommendations: Bad response"));
        assertThat(guard.count(Tally.SERVED_STALE)).isEqualTo(1);
        assertThat(guard.count(Tally.SERVED_DEGRADED)).isZero();
    }

    @Test
    void isServedWhenTheGuardRefusesToo() {
        Guard off = Guard.of("recommendations", Preset.analytics().offWhile(() -> true));

        assertThat(off.serve(attempt -> "never", Fallback.toResultOf(() -> "default")))
                .isEqualTo(new Served.Degraded<>("default", "recommendations: switched off"));
    }

    @Test
    void isNotServedForAFaultThatIsNotTheDependencys() {
        var bug = new NullPointerException();
        var missing = new AnswerException(404, null);

        assertThatThrownBy(() -> guard.serve(attempt -> failing(bug), Fallback.to("hidden")))
                .isSameAs(bug);
        assertThatThrownBy(() -> guard.serve(attempt -> failing(missing), Fallback.to("hidden")))
                .isSameAs(missing);
    }

    @Test
    void isNotServedIfThereIsNothingToServe() {
        var failure = new AnswerException(503, null);

        assertThatThrownBy(() -> guard.serve(attempt -> failing(failure), reason -> null))
                .isSameAs(failure);
    }

    private static String failing(RuntimeException thrown) {
        throw thrown;
    }
}
