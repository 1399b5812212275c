package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.Seed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LockWaiterTest {

    @Test
    void countsACircle() {
        List<LockWaiter> circle = List.of(waiter(1, 2), waiter(2, 3), waiter(3, 1));

        assertThat(LockWaiter.endless(circle)).isEqualTo(circle);
    }

    @Test
    void countsWhoeverWaitsForACircle() {
        List<LockWaiter> waiters = List.of(waiter(1, 2), waiter(2, 1), waiter(3, 1));

        assertThat(LockWaiter.endless(waiters)).isEqualTo(waiters);
    }

    @Test
    void doesNotCountACircleInWhichSomebodyGivesUp() {
        List<LockWaiter> waiters = List.of(waiter(1, 2), givingUp(2, 3), waiter(3, 1), waiter(4, 3));

        assertThat(LockWaiter.endless(waiters)).isEmpty();
    }

    @Test
    void keepsTheOtherCircleIfOneEnds() {
        LockWaiter first = waiter(3, 4);
        LockWaiter second = waiter(4, 3);

        assertThat(LockWaiter.endless(List.of(waiter(1, 2), givingUp(2, 1), first, second)))
                .containsExactly(first, second);
    }

    @Test
    void doesNotCountACircleThatHasBrokenMeanwhile() {
        assertThat(LockWaiter.endless(List.of(waiter(1, 2), waiter(2, -1)))).isEmpty();
        assertThat(LockWaiter.endless(List.of(waiter(1, 2)))).isEmpty();
    }

    @Test
    void agreesWithFollowingTheOwners() {
        Random random = Seed.random("LockWaiterTest");
        for (int i = 0; i < 5_000; i++) {
            int threads = 1 + random.nextInt(8);
            List<LockWaiter> waiters = new ArrayList<>();
            for (int id = 0; id < threads; id++) {
                waiters.add(new LockWaiter(id, random.nextInt(threads + 1) - 1, random.nextInt(8) == 0, ""));
            }

            assertThat(LockWaiter.endless(waiters))
                    .as("%s", waiters)
                    .isEqualTo(waiters.stream()
                            .filter(waiter -> waitsForEver(waiter, waiters))
                            .toList());
        }
    }

    @Test
    void describesAFewOfMany() {
        List<LockWaiter> many = LongStream.range(0, 20)
                .mapToObj(id -> new LockWaiter(id, id + 1, false, "thread " + id))
                .toList();

        assertThat(LockWaiter.describe(many))
                .startsWith("thread 0\nthread 1\n")
                .endsWith("thread 7\nand 12 more")
                .doesNotContain("thread 8");
    }

    @Test
    void cutsWhatIsTooLong() {
        String text = LockWaiter.describe(List.of(new LockWaiter(1, 2, false, "x".repeat(100_000))));

        assertThat(text).hasSize(8_003).endsWith("x...");
    }

    private static boolean waitsForEver(LockWaiter waiter, List<LockWaiter> waiters) {
        Map<Long, LockWaiter> byId = new HashMap<>();
        waiters.forEach(each -> byId.put(each.id(), each));
        LockWaiter next = waiter;
        for (int step = 0; step <= waiters.size(); step++) {
            if (next == null || next.hasTimeLimit()) {
                return false;
            }
            next = byId.get(next.ownerId());
        }
        return true;
    }

    private static LockWaiter waiter(long id, long owner) {
        return new LockWaiter(id, owner, false, "");
    }

    private static LockWaiter givingUp(long id, long owner) {
        return new LockWaiter(id, owner, true, "");
    }
}
