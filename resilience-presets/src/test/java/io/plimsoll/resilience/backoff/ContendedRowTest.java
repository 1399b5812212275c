package io.plimsoll.resilience.backoff;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.resilience4j.core.IntervalFunction;
import io.plimsoll.resilience.Seed;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The experiment by which full jitter became known: clients that each update one row under an optimistic lock, over a network
 * whose every hop takes |Normal(10, 2)| ms. Its first retry is drawn below twice the base.
 *
 * @see <a href="https://github.com/aws-samples/aws-arch-backoff-simulator">The published simulator</a>
 */
class ContendedRowTest {

    private static final int RUNS = 100;

    /** Counts attempts from 1, and randomises with its default factor. */
    private static final IntervalFunction RESILIENCE4J =
            IntervalFunction.ofExponentialRandomBackoff(ofMillis(5), 2, 0.5, ofMillis(2_000));

    /** Why it is not used: it draws first and caps afterwards. */
    @Test
    void resilience4jsOwnBackoffLosesItsJitterAtTheCap() {
        Random random = Seed.random("Lost jitter");
        IntervalFunction theirs = IntervalFunction.ofExponentialRandomBackoff(ofMillis(100), 2, 1.0, ofSeconds(10));
        Backoff ours = Backoff.fullJitter(ofMillis(100), ofSeconds(10), random::nextDouble);

        double atTheCap = share(() -> theirs.apply(9) == 10_000);
        double oursAtTheCap = share(() -> ours.delay(8).toMillis() == 10_000);

        System.out.printf("Clients that wait exactly the cap: resilience4j %.2f, ours %.2f%n", atTheCap, oursAtTheCap);
        assertThat(atTheCap).isGreaterThan(0.5);
        assertThat(oursAtTheCap).isZero();
    }

    private static double share(BooleanSupplier draw) {
        return IntStream.range(0, 20_000).filter(i -> draw.getAsBoolean()).count() / 20_000.0;
    }

    private record Means(double calls, double millis) {}

    private record Step(double at, long order, Runnable task) {}

    @ParameterizedTest
    @CsvSource({"10, 39, 471", "50, 333, 2975", "100, 796, 5047"})
    void needsTheCallsAndTheTimeThatWerePublished(int clients, double calls, double millis) {
        Random random = Seed.random("Contended row");
        Backoff backoff = Backoff.fullJitter(ofMillis(5), ofMillis(2_000), random::nextDouble);

        Means ours = meansOf(clients, random, retry -> backoff.delay(retry + 1).toNanos() / 1e6);

        Means theirs = meansOf(clients, random, retry -> RESILIENCE4J.apply(retry + 2));
        System.out.printf(
                "%d clients: full jitter %.0f calls, %.0f ms; resilience4j's random backoff %.0f calls, %.0f ms%n",
                clients, ours.calls, ours.millis, theirs.calls, theirs.millis);
        assertThat(ours.calls).isCloseTo(calls, within(0.05 * calls));
        assertThat(ours.millis).isCloseTo(millis, within(0.10 * millis));
    }

    private static Means meansOf(int clients, Random random, IntToDoubleFunction waitMillis) {
        double calls = 0;
        double millis = 0;
        for (int run = 0; run < RUNS; run++) {
            var row = new ContendedRow(clients, random, waitMillis);
            row.run();
            calls += row.calls;
            millis += row.now;
        }
        return new Means(calls / RUNS, millis / RUNS);
    }

    /** One run in its own virtual time. */
    private static final class ContendedRow {

        private final PriorityQueue<Step> steps = new PriorityQueue<>(
                (a, b) -> a.at == b.at ? Long.compare(a.order, b.order) : Double.compare(a.at, b.at));
        private final Random random;
        private final IntToDoubleFunction waitMillis;
        private long order;
        private int version;
        private int calls;
        private double now;

        ContendedRow(int clients, Random random, IntToDoubleFunction waitMillis) {
            this.random = random;
            this.waitMillis = waitMillis;
            for (int client = 0; client < clients; client++) {
                read(0, 0);
            }
        }

        void run() {
            for (Step step = steps.poll(); step != null; step = steps.poll()) {
                now = step.at;
                step.task.run();
            }
        }

        private void read(double waited, int retry) {
            later(waited + hop(), () -> {
                int seen = version;
                later(hop(), () -> later(hop(), () -> write(seen, retry)));
            });
        }

        private void write(int seen, int retry) {
            calls++;
            boolean done = seen == version;
            if (done) {
                version++;
            }
            later(hop(), () -> {
                if (!done) {
                    read(waitMillis.applyAsDouble(retry), retry + 1);
                }
            });
        }

        private void later(double millis, Runnable task) {
            steps.add(new Step(now + millis, order++, task));
        }

        private double hop() {
            return Math.abs(10 + 2 * random.nextGaussian());
        }
    }
}
