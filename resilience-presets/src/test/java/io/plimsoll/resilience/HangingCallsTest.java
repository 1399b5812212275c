package io.plimsoll.resilience;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.testing.ManualTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hundred callers whose clients ignore the deadline and never return. */
class HangingCallsTest {

    private static final int CALLERS = 100;
    private static final int PLACES = 20;

    private final ManualTime time = new ManualTime();
    private final Guard guard = Guard.builder("inventory", Preset.read().withDeadline(ofMillis(800)))
            .timing(time.timing())
            .build();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch inside = new CountDownLatch(PLACES);
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

    @AfterEach
    void end() {
        release.countDown();
        callers.shutdownNow();
    }

    @Test
    void holdAsManyCallersAsTheBulkheadLetsInAndNoOtherWaits() throws Exception {
        List<Future<String>> all = callAll();
        long refused = refused(all);

        assertThat(refused).isEqualTo(CALLERS - PLACES);
        assertThat(guard.refused(Stage.BULKHEAD)).isEqualTo(CALLERS - PLACES);
        assertThat(guard.state().inFlight()).isEqualTo(PLACES);
    }

    @Test
    void areCountedAndOpenTheBreakerAlthoughNoneOfThemReturns() throws Exception {
        refused(callAll());
        assertThat(guard.state().overdue()).isZero();
        assertThat(guard.state().failing()).isFalse();

        time.advance(ofMillis(800));
        GuardState state = guard.state();

        assertThat(state.overdue()).isEqualTo(PLACES);
        assertThat(state.breaker()).isEqualTo(BreakerState.OPEN);
        assertThat(state.failing()).isTrue();
        assertThat(state.lastFailure().code()).isEqualTo(Code.TIMEOUT);
        assertThat(state.lastFailure().latency()).isEqualTo(ofMillis(800));
        assertThat(state.lastFailure().words()).isEqualTo("Timeout on GET /items/{sku}");
        assertThat(guard.count(Tally.OVERDUE)).isEqualTo(PLACES);
    }

    @Test
    void openTheBreakerWhenTheNextCallerComesThoughNobodyLooks() throws Exception {
        refused(callAll());
        time.advance(ofMillis(800));

        assertThat(stageOfRefusal()).isEqualTo(Stage.BULKHEAD);
        assertThat(stageOfRefusal()).isEqualTo(Stage.BREAKER);
    }

    @Test
    void giveTheirPlacesBackWhenTheyReturnAndAreCountedOnce() throws Exception {
        List<Future<String>> all = callAll();
        refused(all);
        time.advance(ofMillis(800));
        guard.state();

        release.countDown();
        int returned = 0;
        for (Future<String> call : all) {
            returned += call.get(10, TimeUnit.SECONDS).equals("late") ? 1 : 0;
        }

        assertThat(returned).isEqualTo(PLACES);
        assertThat(guard.state().inFlight()).isZero();
        assertThat(guard.state().overdue()).isZero();
        assertThat(guard.count(Tally.OVERDUE)).isEqualTo(PLACES);
    }

    private Stage stageOfRefusal() {
        try {
            return guard.call(attempt -> {
                throw new AssertionError("was let in");
            });
        } catch (CallRefusedException refused) {
            return refused.stage();
        }
    }

    private List<Future<String>> callAll() throws InterruptedException {
        Callable<String> caller = () -> {
            try {
                return guard.call(attempt -> {
                    attempt.doing("GET /items/{sku}");
                    inside.countDown();
                    release.await();
                    return "late";
                });
            } catch (CallRefusedException refused) {
                return refused.stage().name();
            }
        };
        List<Future<String>> all = IntStream.range(0, CALLERS)
                .mapToObj(i -> callers.submit(caller))
                .toList();
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        return all;
    }

    /** Waits for those who were refused. */
    private long refused(List<Future<String>> all) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (all.stream().filter(Future::isDone).count() < CALLERS - PLACES && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return all.stream().filter(Future::isDone).count();
    }
}
