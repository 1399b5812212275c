package io.plimsoll.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThreadsTest {

    @Test
    void putsThreadsAtTheSamePlaceTogetherTheLargestGroupFirst() {
        var seen = new ArrayList<Threads.Seen>();
        seen.add(thread("main", Thread.State.RUNNABLE, "run"));
        for (int worker = 0; worker < 200; worker++) {
            seen.add(thread("worker-" + worker, Thread.State.TIMED_WAITING, "getConnection", "checkout"));
        }
        seen.add(thread("one-that-runs", Thread.State.RUNNABLE, "getConnection", "checkout"));

        Threads threads = Threads.grouped(seen, 20, 16, 10_000);

        assertThat(threads.alike())
                .extracting(Evidence.Alike::count, Evidence.Alike::state)
                .containsExactly(
                        tuple(200, Thread.State.TIMED_WAITING),
                        tuple(1, Thread.State.RUNNABLE),
                        tuple(1, Thread.State.RUNNABLE));
        assertThat(threads.alike().get(0).names()).containsExactly("worker-0", "worker-1", "worker-2", "worker-3");
        assertThat(threads.alike().get(0).stack())
                .containsExactly("shop.Orders.getConnection(Orders.java:7)", "shop.Orders.checkout(Orders.java:7)");
        assertThat(threads.unseen()).isZero();
    }

    @Test
    void countsWhatItHasNoRoomFor() {
        var seen = new ArrayList<Threads.Seen>();
        for (int place = 0; place < 100; place++) {
            seen.add(thread("t" + place, Thread.State.WAITING, "m".repeat(300) + place));
        }

        Threads byGroups = Threads.grouped(seen, 7, 16, 1_000_000);
        Threads byText = Threads.grouped(seen, 1_000, 16, 2_000);

        assertThat(byGroups.alike()).hasSize(7);
        assertThat(byGroups.unseen()).isEqualTo(93);
        assertThat(byText.alike().stream()
                        .flatMap(group -> group.stack().stream())
                        .mapToInt(String::length)
                        .sum())
                .isLessThanOrEqualTo(2_000)
                .isPositive();
        assertThat(byText.unseen() + byText.alike().size()).isEqualTo(100);
    }

    private static Threads.Seen thread(String name, Thread.State state, String... methods) {
        List<StackTraceElement> stack = Arrays.stream(methods)
                .map(method -> new StackTraceElement("shop.Orders", method, "Orders.java", 7))
                .toList();
        return new Threads.Seen(name, state, stack);
    }
}
