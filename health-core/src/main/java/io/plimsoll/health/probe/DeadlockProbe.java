package io.plimsoll.health.probe;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Do threads of this JVM wait for each other for ever: {@link Code#DEADLOCK}, down, local to this instance.
 *
 * <p>One look is enough, because nothing but a restart ends a deadlock. A circle in which somebody waits with a time limit
 * does end, and does not count. Looks at monitors and at locks of {@code java.util.concurrent} with an owner; circles of
 * virtual threads, of read locks, latches, futures or exhausted pools are not seen.
 *
 * <p>A look stops all threads for a moment, in proportion to their number; therefore never more often than every 5 s, which
 * is also what a monitor takes if nothing else is said:
 *
 * <pre>{@code
 * .liveness("deadlock", DeadlockProbe.create())
 * }</pre>
 */
public final class DeadlockProbe implements Probe {

    private static final Duration MINIMUM_INTERVAL = Duration.ofSeconds(5);

    private final Supplier<List<LockWaiter>> threads;

    DeadlockProbe(Supplier<List<LockWaiter>> threads) {
        this.threads = threads;
    }

    public static DeadlockProbe create() {
        return new DeadlockProbe(LockWaiter::inCirclesOfThisJvm);
    }

    @Override
    public Duration minimumInterval() {
        return MINIMUM_INTERVAL;
    }

    @Override
    public Layer layer() {
        return Layer.LOCAL;
    }

    @Override
    public Finding check(ProbeContext context) {
        List<LockWaiter> endless = LockWaiter.endless(threads.get());
        Finding finding = endless.isEmpty()
                ? Finding.up()
                : Finding.down(Code.DEADLOCK, "Threads wait for each other for ever")
                        .detail("deadlock", LockWaiter.describe(endless));
        return finding.local().with("deadlocked_threads", endless.size());
    }
}
