package io.plimsoll.resilience;

import static io.plimsoll.resilience.shed.Criticality.CRITICAL;
import static io.plimsoll.resilience.shed.Criticality.NORMAL;
import static io.plimsoll.resilience.shed.Criticality.SHEDDABLE;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.resilience.shed.Criticality;
import io.plimsoll.testing.ManualTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who gets a place when there are not enough. */
class BulkheadByCriticalityTest {

    private static final int PLACES = 10;

    private final ManualTime time = new ManualTime();
    private final Guard guard = Guard.builder(
                    "inventory",
                    Preset.read().withConcurrency(PLACES).withoutBreaker().withBudget(1, 100))
            .timing(time.timing())
            .build();
    private final List<CompletableFuture<String>> inside = new ArrayList<>();

    @Test
    void anyoneMayHaveAllPlacesUntilTheMoreCriticalAreRefused() {
        assertThat(fill(SHEDDABLE)).isEqualTo(PLACES);
        end();
        assertThat(fill(NORMAL)).isEqualTo(PLACES);
        assertThat(isLetIn(SHEDDABLE)).isFalse();
        end();

        assertThat(fill(NORMAL)).as("nobody gives way to less").isEqualTo(PLACES);
    }

    @Test
    void keepsPlacesForTheMoreCriticalThatWereRefused() {
        fill(NORMAL);
        refuseTenCritical();
        end();

        assertThat(fill(NORMAL)).isEqualTo(7);
        assertThat(isLetIn(SHEDDABLE)).isFalse();
        assertThat(fill(CRITICAL)).isEqualTo(3);
        end();
        assertThat(fill(CRITICAL)).isEqualTo(PLACES);
    }

    @Test
    void givesThePlacesBackOnceNothingWasRefusedForAMinute() {
        fill(NORMAL);
        refuseTenCritical();
        end();

        time.advance(ofSeconds(59));
        assertThat(isLetIn(NORMAL)).isTrue();
        end();
        assertThat(fill(NORMAL)).isEqualTo(7);
        end();
        // That it was full has told of nobody more critical.
        time.advance(ofSeconds(60));
        assertThat(isLetIn(NORMAL)).isTrue();
        end();
        assertThat(fill(NORMAL)).isEqualTo(PLACES);
    }

    @Test
    void aRetryIsAsCriticalAsItsCall() {
        fill(NORMAL);
        refuseTenCritical();
        end();

        assertThat(isLetIn(CRITICAL)).isTrue();
        inside.remove(0).completeExceptionally(new IOException("reset"));
        assertThat(fill(NORMAL)).isEqualTo(7);
        assertThat(isLetIn(CRITICAL)).isTrue();
        assertThat(isLetIn(CRITICAL)).isTrue();
        assertThat(guard.state().inFlight()).isEqualTo(9);

        time.advance(ofSeconds(1));
        assertThat(guard.state().inFlight()).as("on another thread").isEqualTo(PLACES);
    }

    @Test
    void whatNobodyHasSpokenOfIsNormal() {
        assertThat(Criticality.current()).isEqualTo(NORMAL);
        String nested =
                CRITICAL.during(() -> SHEDDABLE.during(() -> Criticality.current()) + " in " + Criticality.current());
        assertThat(nested).isEqualTo("SHEDDABLE in CRITICAL");
        assertThat(Criticality.current()).isEqualTo(NORMAL);
    }

    private void refuseTenCritical() {
        for (int call = 0; call < 10; call++) {
            assertThat(isLetIn(CRITICAL)).isFalse();
        }
    }

    private int fill(Criticality criticality) {
        int letIn = 0;
        while (isLetIn(criticality)) {
            letIn++;
        }
        return letIn;
    }

    private boolean isLetIn(Criticality criticality) {
        var answer = new CompletableFuture<String>();
        var toRetry = new CompletableFuture<String>();
        boolean refused = criticality.during(() -> guard.callAsync(attempt -> attempt.number() == 1 ? answer : toRetry)
                .toCompletableFuture()
                .isCompletedExceptionally());
        if (!refused) {
            inside.add(answer);
        }
        return !refused;
    }

    private void end() {
        inside.forEach(answer -> answer.complete("stock"));
        inside.clear();
        assertThat(guard.state().inFlight()).isZero();
    }
}
