package io.plimsoll.health.jdbc.hikari;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.jdbc.WorstSecond;
import io.plimsoll.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A hundred instances of twenty connections, 20 ms for each to connect, that are ready within 2 s or lose their server together,
 * in virtual time. The worst second is the worst of all, wherever it begins.
 */
@Timeout(300)
class WarmupFleetTest {

    private static final int INSTANCES = 100;
    private static final int CONNECTIONS = 20;
    private static final Duration READY = Duration.ofSeconds(2);
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    @Test
    void aFleetThatBootsOpensAtMost65InItsWorstSecond() {
        var random = new Random(SEED);
        System.out.println("WarmupFleetTest: seed " + SEED);

        Fleet bare = new Fleet(random, (pool, fleet) -> {
            pool.minimumIdle(CONNECTIONS);
            pool.start();
        });
        bare.run();
        Fleet ours = new Fleet(random, (pool, fleet) -> fleet.warmUp(pool));
        ours.run();

        bare.print("boot, bare");
        ours.print("boot, with warm-up");
        assertThat(bare.worstSecond()).isBetween(850, 1_300);
        assertThat(ours.worstSecond()).isLessThanOrEqualTo(65);
        assertThat(ours.attempts).hasSize(INSTANCES * CONNECTIONS);
        assertThat(ours.fullAfter()).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void aFleetThatLosesItsServerComesBackAtThatPaceToo() {
        var random = new Random(SEED + 1);
        Fleet bare = new Fleet(random, (pool, fleet) -> {
            pool.minimumIdle(CONNECTIONS);
            pool.start();
        });
        bare.run();
        bare.restart();
        Fleet ours = new Fleet(random, (pool, fleet) -> fleet.warmUp(pool));
        ours.run();
        ours.restart();

        bare.print("restart, bare");
        ours.print("restart, with warm-up");
        // What the pools make in the tenth of a second before it is noticed fails, since the server is down.
        assertThat(bare.worstSecond()).isGreaterThan(900);
        assertThat(ours.worstSecond()).isLessThanOrEqualTo(65);
        assertThat(ours.fullAfter()).isLessThan(Duration.ofMinutes(2));
    }

    private static final class Fleet {

        private final ManualTime time = new ManualTime();
        private final List<Long> attempts = new ArrayList<>();
        private final List<VirtualPool> pools = new ArrayList<>();
        private final boolean[] serverIsDown = new boolean[1];
        private final Random random;
        private long begun = time.nanos();
        private long full;

        Fleet(Random random, BiConsumer<VirtualPool, Fleet> start) {
            this.random = random;
            for (int i = 0; i < INSTANCES; i++) {
                var pool = new VirtualPool(time, CONNECTIONS, 0, attempts, serverIsDown);
                pools.add(pool);
                time.schedule(upTo(READY), () -> start.accept(pool, this));
            }
        }

        void warmUp(VirtualPool pool) {
            pool.start();
            var plan = new WarmupPlan(CONNECTIONS, 2, Duration.ofSeconds(2), Duration.ofSeconds(30), () -> false);
            new PoolFilling(pool, plan, time.timing(), new Random(random.nextLong())).begin();
        }

        /** Until all are full, which is seen within a tenth of a second, and on until all have noticed. */
        void run() {
            for (int tenths = 0; tenths < 3_000 && !isFull(); tenths++) {
                time.advance(Duration.ofMillis(100));
            }
            full = time.nanos();
            time.advance(Duration.ofSeconds(5));
        }

        /** The server is gone for 10 s; each instance finds its connections broken within the first of them. */
        void restart() {
            serverIsDown[0] = true;
            for (VirtualPool pool : pools) {
                time.schedule(upTo(Duration.ofSeconds(1)), () -> pool.lose(CONNECTIONS));
            }
            time.advance(Duration.ofSeconds(10));
            attempts.clear();
            serverIsDown[0] = false;
            begun = time.nanos();
            run();
        }

        int worstSecond() {
            return WorstSecond.of(attempts);
        }

        Duration fullAfter() {
            return Duration.ofNanos(full - begun);
        }

        void print(String what) {
            System.out.printf(
                    "WarmupFleetTest: %s: %d x %d connections, worst second %d, all full after %.1f s%n",
                    what, INSTANCES, CONNECTIONS, worstSecond(), fullAfter().toMillis() / 1e3);
        }

        private boolean isFull() {
            return pools.stream().allMatch(pool -> pool.total() == CONNECTIONS);
        }

        private Duration upTo(Duration longest) {
            return Duration.ofNanos((long) (longest.toNanos() * random.nextDouble()));
        }
    }
}
