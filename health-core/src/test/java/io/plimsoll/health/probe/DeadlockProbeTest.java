package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class DeadlockProbeTest {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @Test
    void isUpWhileNobodyWaitsForEver() {
        Finding finding = DeadlockProbe.create().check(Unhurried.ATTEMPT);

        assertThat(finding).isEqualTo(Finding.up().local().with("deadlocked_threads", 0));
    }

    @Test
    void findsARealDeadlockAndItsEnd() throws Exception {
        DeadlockProbe probe = DeadlockProbe.create();

        TwoThreads threads = TwoThreads.waitingForEachOther(ReentrantLock::lockInterruptibly);
        Finding finding;
        try {
            finding = probe.check(Unhurried.ATTEMPT);
        } finally {
            threads.end();
        }

        assertThat(finding.status()).isEqualTo(Status.DOWN);
        assertThat(finding.code()).isEqualTo(Code.DEADLOCK);
        assertThat(finding.error()).isEqualTo("Threads wait for each other for ever");
        assertThat(finding.scope()).isEqualTo(Scope.LOCAL);
        assertThat(finding.readings().get("deadlocked_threads")).isEqualTo(new Reading.Count(2));
        assertThat(finding.details().get("deadlock"))
                .contains("\"first of two\" waits for java.util.concurrent.locks.ReentrantLock")
                .contains(" of \"second of two\"")
                .contains("\n    at java.base")
                .contains(TwoThreads.class.getName());
        assertThat(probe.check(Unhurried.ATTEMPT).status()).isEqualTo(Status.UP);
    }

    @Test
    void doesNotCallItADeadlockWhileSomebodyWillGiveUp() throws Exception {
        TwoThreads threads = TwoThreads.waitingForEachOther(lock -> {
            boolean unused = lock.tryLock(1, TimeUnit.HOURS);
        });
        try {
            assertThat(ManagementFactory.getThreadMXBean().findDeadlockedThreads())
                    .as("the JVM's own opinion")
                    .hasSize(2);

            assertThat(DeadlockProbe.create().check(Unhurried.ATTEMPT).status()).isEqualTo(Status.UP);
        } finally {
            threads.end();
        }
    }

    @Test
    void stopsTheWorldAtMostEveryFiveSeconds() {
        assertThat(DeadlockProbe.create().minimumInterval()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void countsOnlyThoseWhoWaitForEver() {
        var probe = new DeadlockProbe(() -> List.of(
                new LockWaiter(1, 2, false, "one"),
                new LockWaiter(2, 1, false, "two"),
                new LockWaiter(3, 4, true, "three"),
                new LockWaiter(4, 3, false, "four")));

        Finding finding = probe.check(Unhurried.ATTEMPT);

        assertThat(finding.readings().get("deadlocked_threads")).isEqualTo(new Reading.Count(2));
        assertThat(finding.details().get("deadlock")).isEqualTo("one\ntwo");
    }

    private interface Acquire {

        void on(ReentrantLock lock) throws InterruptedException;
    }

    /** Each holds one lock and waits for the other's, until told to end. */
    private static final class TwoThreads {

        private final ReentrantLock one = new ReentrantLock();
        private final ReentrantLock two = new ReentrantLock();
        private final CyclicBarrier bothHold = new CyclicBarrier(2);
        private final Thread first;
        private final Thread second;

        private TwoThreads(Acquire wait) {
            first = daemon("first of two", one, two, wait);
            second = daemon("second of two", two, one, wait);
        }

        static TwoThreads waitingForEachOther(Acquire wait) {
            var threads = new TwoThreads(wait);
            threads.first.start();
            threads.second.start();
            long start = System.nanoTime();
            while (!threads.areParked()) {
                assertThat(System.nanoTime() - start).isLessThan(PATIENCE_NANOS);
                Thread.onSpinWait();
            }
            return threads;
        }

        private boolean areParked() {
            return two.hasQueuedThread(first) && one.hasQueuedThread(second) && isParked(first) && isParked(second);
        }

        private static boolean isParked(Thread thread) {
            return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
        }

        private Thread daemon(String name, ReentrantLock own, ReentrantLock other, Acquire wait) {
            var thread = new Thread(
                    () -> {
                        own.lock();
                        try {
                            bothHold.await();
                            wait.on(other);
                        } catch (Exception ended) {
                            Thread.currentThread().interrupt();
                        } finally {
                            own.unlock();
                        }
                    },
                    name);
            thread.setDaemon(true);
            return thread;
        }

        void end() throws InterruptedException {
            first.interrupt();
            second.interrupt();
            first.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
            second.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
        }
    }
}
