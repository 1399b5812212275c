package io.plimsoll.health.monitor;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.ProbeResult;
import io.plimsoll.health.Status;
import io.plimsoll.time.Scheduler.Scheduled;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one component's probe for ever: at its pace, one attempt at a time, each bounded whether the probe likes it or not.
 *
 * <p>An attempt that has had its timeout is cancelled. It then has a short grace to return with its own words; after that
 * it counts as TIMEOUT without them. One second after the cancel it counts as HUNG, and nothing new starts until it
 * returns, so that a hung probe costs one thread and no more.
 *
 * <p>All state here is written by the scheduler's thread only; a probe's thread just leaves its finding in the attempt and
 * nudges. Whatever goes wrong in a step, the loop goes on.
 */
final class ProbeLoop {

    /** Is told, on the scheduler's thread, what became of attempts. */
    interface Observer {

        void started();

        /** The probe returned, in time or not. */
        void ended();

        /** An attempt counts: the verdict was renewed. */
        void concluded(ProbeLoop loop, ProbeResult result);

        /** Nothing about the component was learned, but something about the probe: it is hung. */
        void hung(ProbeLoop loop);

        /** A step of the loop itself failed. */
        void failed(ProbeLoop loop, Throwable thrown);
    }

    private enum Phase {
        RUNNING,
        CANCELLED,
        TIMED_OUT,
        HUNG
    }

    private static final long HUNG_AFTER_CANCEL_NANOS = 1_000_000_000;
    private static final long PATIENCE_NANOS = HUNG_AFTER_CANCEL_NANOS + 250_000_000;
    private static final long RETRY_NANOS = 100_000_000;
    private static final long LONGEST_GRACE_NANOS = 250_000_000;
    private static final double LONGEST_JITTER = 0.1;
    private static final String STUCK_AT = "stuck_at";

    private final Component component;
    private final Timing timing;
    private final DoubleSupplier random;
    private final Observer observer;
    private final long intervalNanos;
    private final long timeoutNanos;
    private final long graceNanos;

    private Verdict verdict;
    private long checkedNanos;
    private long executions;
    private volatile @Nullable Attempt attempt; // close() looks at it from elsewhere
    private Phase phase = Phase.RUNNING;
    private boolean hung;
    private boolean lastWasInconclusive;
    private @Nullable String stuckAt; // of the last attempt that was given up, before it was
    private volatile Scheduled next = () -> {};
    private volatile boolean closed;

    /** @param random draws uniformly from [0, 1) */
    ProbeLoop(Component component, Timing timing, DoubleSupplier random, Observer observer) {
        this.component = component;
        this.timing = timing;
        this.random = random;
        this.observer = observer;
        this.intervalNanos = component.settings().interval().toNanos();
        this.timeoutNanos = component.settings().timeout().toNanos();
        this.graceNanos = Math.min(LONGEST_GRACE_NANOS, intervalNanos / 2);
        this.verdict = Verdict.notRunYet();
    }

    Component component() {
        return component;
    }

    Verdict verdict() {
        return verdict;
    }

    long executions() {
        return executions;
    }

    /** Whether the verdict gets too old. One that says that nothing has come, or nothing comes back, does not. */
    boolean expires() {
        return verdict.checkedAt() != null && !hung;
    }

    /** The reading of the ticker at which the verdict is too old to be believed, if it {@link #expires()}. */
    long validUntilNanos() {
        long stale = component.settings().staleAfter().toNanos();
        // A given-up probe is still being waited for: it turns HUNG before its TIMEOUT turns STALE.
        long patience = phase == Phase.TIMED_OUT && verdict.status() != Status.UP ? PATIENCE_NANOS : 0;
        return checkedNanos + Math.max(stale, patience);
    }

    void start(Duration delay) {
        next = timing.scheduler().schedule(delay, () -> step(this::begin));
    }

    /** Starts nothing any more and gives up what runs; callable from any thread. */
    void close() {
        closed = true;
        next.cancel();
        Attempt running = attempt;
        if (running != null) {
            running.cancel();
        }
    }

    private void step(Runnable step) {
        if (closed) {
            return;
        }
        try {
            step.run();
        } catch (Throwable thrown) {
            goOn();
            observer.failed(this, thrown);
        }
    }

    /**
     * Schedules the next step, whatever it takes. It may well be memory that is missing, so nothing here can be left for
     * later: until it works, nothing else on this thread would.
     */
    private void goOn() {
        while (!closed) {
            try {
                next.cancel();
                Attempt running = attempt;
                if (running == null) {
                    start(component.settings().interval());
                } else {
                    awaitReturn(running, running.awake.beatNanos());
                }
                return;
            } catch (Throwable again) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private void begin() {
        executions++;
        phase = Phase.RUNNING;
        var begun = new Attempt(component, timing, this::returned);
        attempt = begun;
        observer.started();
        try {
            awaitReturn(begun, Math.min(timeoutNanos, begun.awake.beatNanos()));
            timing.executor().execute(begun);
        } catch (Throwable notStarted) {
            if (begun.abandon()) {
                end(
                        begun,
                        new Attempt.Outcome(
                                Attempt.failed(notStarted), timing.ticker().nanos()));
            }
        }
        if (closed) {
            // close() may have looked for an attempt before there was one.
            begun.cancel();
        }
    }

    /** Called on the probe's thread. Were this to fail, the next tick would see the outcome all the same. */
    private void returned(Attempt ended) {
        timing.scheduler().schedule(Duration.ZERO, () -> step(() -> tick(ended)));
    }

    private void awaitReturn(Attempt running, long nanos) {
        next.cancel();
        next = timing.scheduler().schedule(Duration.ofNanos(nanos), () -> step(() -> tick(running)));
    }

    private void tick(Attempt running) {
        if (attempt != running) {
            return;
        }
        Attempt.Outcome outcome = running.outcome();
        if (outcome != null) {
            end(running, outcome);
            return;
        }
        long awake = running.awake.tick(timing.ticker().nanos());
        if (phase == Phase.RUNNING && awake >= timeoutNanos) {
            phase = Phase.CANCELLED;
            // Once for an outage is enough, and it has to be before the abort, which changes where the thread is.
            stuckAt = verdict.status() == Status.DOWN && stuckAt != null ? stuckAt : running.stack();
            running.cancel();
        }
        if (phase == Phase.CANCELLED && awake >= timeoutNanos + graceNanos) {
            phase = Phase.TIMED_OUT;
            // Whatever has become of its aborts.
            running.interrupt();
            conclude(running, timedOut(), timing.ticker().nanos());
        }
        if (phase == Phase.TIMED_OUT && awake >= timeoutNanos + HUNG_AFTER_CANCEL_NANOS) {
            phase = Phase.HUNG;
            stuckAt = running.stack();
            hang(running);
        }
        long wait = switch (phase) {
            case RUNNING -> timeoutNanos - awake;
            case CANCELLED -> timeoutNanos + graceNanos - awake;
            case TIMED_OUT -> timeoutNanos + HUNG_AFTER_CANCEL_NANOS - awake;
            case HUNG -> intervalNanos;
        };
        awaitReturn(running, phase == Phase.HUNG ? wait : Math.min(wait, running.awake.beatNanos()));
    }

    private void end(Attempt ended, Attempt.Outcome outcome) {
        attempt = null;
        observer.ended();
        try {
            if (phase == Phase.RUNNING) {
                conclude(ended, outcome.finding(), outcome.endNanos());
            } else if (phase == Phase.CANCELLED) {
                conclude(ended, late(outcome.finding()), outcome.endNanos());
            }
        } finally {
            scheduleNext(ended);
        }
    }

    private void scheduleNext(Attempt ended) {
        long pause = intervalNanos + (long) (intervalNanos * LONGEST_JITTER * random.getAsDouble());
        long elapsed = timing.ticker().nanos() - ended.startNanos();
        // An abort that still runs could hit what the next attempt uses.
        long least = ended.isAborting() ? HUNG_AFTER_CANCEL_NANOS : 0;
        next.cancel();
        start(Duration.ofNanos(Math.max(least, pause - elapsed)));
    }

    private void conclude(Attempt ended, Finding finding, long endNanos) {
        if (finding.status() != Status.UP && brokenByPause(ended, endNanos)) {
            return;
        }
        // What was too old to be believed must not be believed again on the strength of an attempt that contradicts it.
        boolean expired = expires() && endNanos - validUntilNanos() >= 0;
        ProbeResult result = result(ended, finding, endNanos);
        verdict = expired
                ? verdict.adopt(result)
                : verdict.next(
                        result,
                        component.settings().failureThreshold(),
                        component.settings().successThreshold());
        lastWasInconclusive = false;
        hung = false;
        checkedNanos = endNanos;
        observer.concluded(this, result);
    }

    /**
     * A failure in an attempt that had its time by the clock, while this JVM stood still for a quarter of it or more, proves
     * nothing: limits inside a driver ran out while nobody could read its answer. One such attempt in a row is not counted.
     */
    private boolean brokenByPause(Attempt ended, long endNanos) {
        if (lastWasInconclusive
                || ended.awake.paused(endNanos) < timeoutNanos / 4
                || endNanos - ended.startNanos() < timeoutNanos) {
            return false;
        }
        lastWasInconclusive = true;
        return true;
    }

    private void hang(Attempt running) {
        long now = timing.ticker().nanos();
        Finding finding = Finding.down(
                        Code.HUNG,
                        "Probe is hung: it did not return within "
                                + Durations.show(Duration.ofNanos(HUNG_AFTER_CANCEL_NANOS)) + " of being cancelled")
                .detail(STUCK_AT, stuckAt);
        checkedNanos = now;
        verdict = verdict.adopt(result(running, finding, now));
        hung = true;
        observer.hung(this);
    }

    private ProbeResult result(Attempt ended, Finding finding, long endNanos) {
        Duration measured = finding.latency();
        return new ProbeResult(
                component.name(),
                finding,
                measured != null ? measured : Duration.ofNanos(Math.max(0, endNanos - ended.startNanos())),
                timing.clock().instant());
    }

    private Finding timedOut() {
        return Finding.down(
                        Code.TIMEOUT,
                        "No answer within "
                                + Durations.show(component.settings().timeout()))
                .detail(STUCK_AT, stuckAt);
    }

    /** What returns only after it was cancelled is a timeout, in the probe's own words if it calls it one too. */
    private Finding late(Finding finding) {
        if (finding.status() == Status.UP) {
            return timedOut();
        }
        if (finding.code() == Code.TIMEOUT) {
            return finding.detail(STUCK_AT, stuckAt);
        }
        Finding late = timedOut().withReadingsOf(finding).withDetailsOf(finding);
        return finding.cause() == null ? late : late.causedBy(finding.cause());
    }
}
