package io.plimsoll.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BoundedThreadsTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final LinkedBlockingQueue<Object> events = new LinkedBlockingQueue<>();

    @Test
    void runsTasksOnDaemonThreadsOfItsName() throws Exception {
        try (var threads = BoundedThreads.start("test", 2, 1, LONG)) {
            threads.execute(() -> events.add(Thread.currentThread()));

            var thread = (Thread) next();
            assertThat(thread.getName()).matches("plimsoll-test-[12]");
            assertThat(thread.isDaemon()).isTrue();
        }
    }

    @Test
    void interruptsATaskAtItsLimitAndGoesOn() throws Exception {
        try (var threads = BoundedThreads.start("test", 1, 1, SHORT)) {
            threads.execute(this::blockUntilInterrupted);

            assertThat(next()).isEqualTo("interrupted");
            threads.execute(() -> events.add(Thread.currentThread().isInterrupted()));
            assertThat(next()).isEqualTo(false);
        }
    }

    @Test
    void givesATaskThatWaitedTooLongAMomentToo() throws Exception {
        try (var threads = BoundedThreads.start("test", 1, 8, SHORT)) {
            threads.execute(this::blockUntilInterrupted);
            for (int i = 0; i < 6; i++) {
                threads.execute(this::blockUntilInterrupted);
            }
            threads.execute(() -> events.add("honest"));

            List<Object> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(next());
            }
            assertThat(all.subList(0, 7)).containsOnly("interrupted");
            assertThat(all).last().isEqualTo("honest");
        }
    }

    @Test
    void refusesMoreThanMayWait() throws Exception {
        var hold = new CountDownLatch(1);
        try (var threads = BoundedThreads.start("test", 1, 1, LONG)) {
            threads.execute(() -> {
                events.add("running");
                awaitQuietly(hold);
            });
            next();
            threads.execute(() -> events.add("waited"));

            assertThatThrownBy(() -> threads.execute(() -> events.add("too much")))
                    .isInstanceOf(RejectedExecutionException.class);

            hold.countDown();
            assertThat(next()).isEqualTo("waited");
        }
    }

    @Test
    void survivesWhateverATaskThrows() throws Exception {
        try (var threads = BoundedThreads.start("test", 1, 2, LONG)) {
            threads.execute(() -> {
                throw new AssertionError("thrown by a test on purpose");
            });
            threads.execute(() -> events.add("next"));

            assertThat(next()).isEqualTo("next");
        }
    }

    @Test
    void interruptsOnCloseAndThenRefuses() throws Exception {
        var threads = BoundedThreads.start("test", 1, 1, LONG);
        threads.execute(() -> {
            events.add("running");
            blockUntilInterrupted();
        });
        next();

        threads.close();
        threads.close();

        assertThat(next()).isEqualTo("interrupted");
        assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    private Object next() throws InterruptedException {
        Object event = events.poll(20, TimeUnit.SECONDS);
        assertThat(event).as("an event in time").isNotNull();
        return event == null ? "" : event;
    }

    private void blockUntilInterrupted() {
        events.add(awaitQuietly(new CountDownLatch(1)) ? "released" : "interrupted");
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException interrupted) {
            return false;
        }
    }
}
