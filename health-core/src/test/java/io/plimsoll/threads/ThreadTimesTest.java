package io.plimsoll.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadTimesTest {

    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<String, Long> ids = new HashMap<>();

    @AfterEach
    void end() {
        over.countDown();
    }

    @Test
    void ordersThemByWhatTheyUsedBetweenAndNotBefore() {
        var before = new ThreadTimes(Map.of(start("veteran"), 1_000L, start("busy"), 10L, start("idle"), 50L));
        var after = new ThreadTimes(
                Map.of(id("veteran"), 1_001L, id("busy"), 400L, id("idle"), 50L, start("newcomer"), 100L));

        assertThat(before.hottestUntil(after, 5))
                .extracting(hot -> hot.name() + " " + hot.cpuNanos())
                .containsExactly("busy 390", "newcomer 100", "veteran 1");
        assertThat(before.hottestUntil(after, 2)).extracting(HotThread::name).containsExactly("busy", "newcomer");
    }

    @Test
    void leavesOutWhoMeasures() {
        long own = Thread.currentThread().getId();
        var before = new ThreadTimes(Map.of(own, 10L, start("busy"), 10L));
        var after = new ThreadTimes(Map.of(own, 900L, id("busy"), 20L));

        assertThat(before.hottestUntil(after, 5)).extracting(HotThread::name).containsExactly("busy");
    }

    @Test
    void leavesOutWhoEndedMeanwhile() {
        var before = new ThreadTimes(Map.of(start("busy"), 10L));
        var after = new ThreadTimes(Map.of(id("busy"), 20L, Long.MAX_VALUE, 500L));

        assertThat(before.hottestUntil(after, 5)).extracting(HotThread::name).containsExactly("busy");
    }

    @Test
    void knowsNothingWhereNobodyLooked() {
        var some = new ThreadTimes(Map.of(start("busy"), 10L));

        assertThat(ThreadTimes.UNKNOWN.hottestUntil(some, 5)).isEqualTo(List.of());
        assertThat(some.hottestUntil(ThreadTimes.UNKNOWN, 5)).isEqualTo(List.of());
    }

    private long start(String name) {
        var thread = new Thread(
                () -> {
                    try {
                        over.await();
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        ids.put(name, thread.getId());
        return thread.getId();
    }

    private long id(String name) {
        return ids.getOrDefault(name, -1L);
    }
}
