package io.plimsoll.testing;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.Status;
import io.plimsoll.time.SystemTime;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The rules that every probe must keep, for authors of probes: each method makes one real attempt as a monitor would, on a
 * thread of its own with a timeout, and throws an {@link AssertionError} that says which rule was broken.
 *
 * <p>The probe is opened by {@link #of} and closed by {@link #close()}.
 */
public final class ProbeContract implements AutoCloseable {

    /** How long after its cancel an attempt may still be inside: a monitor calls it late from here on. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Probe probe;
    private final Duration timeout;
    private final SystemTime time;

    private ProbeContract(Probe probe, Duration timeout) {
        this.probe = probe;
        this.timeout = timeout;
        this.time = SystemTime.start();
        probe.open(time.timing());
    }

    /** Opens the probe, to be asked with this timeout. */
    public static ProbeContract of(Probe probe, Duration timeout) {
        return new ProbeContract(probe, timeout);
    }

    /** The dependency works: the probe must find it UP within its timeout. */
    public Finding healthy() {
        Finding finding = attempt();
        require(finding.status() == Status.UP, "a healthy dependency must be UP", finding);
        return finding;
    }

    /** Nobody listens: the probe must say so, with a code, within its timeout. */
    public Finding refusing() {
        Finding finding = attempt();
        require(finding.status() != Status.UP, "a dependency that refuses must not be UP", finding);
        requireOwnWords(finding);
        return finding;
    }

    /** The dependency accepts and is silent: the probe must end, at the latest when cancelled, as a TIMEOUT. */
    public Finding silent() {
        Finding finding = attempt();
        require(
                finding.status() != Status.UP && finding.code() == Code.TIMEOUT,
                "a silent dependency must be a TIMEOUT",
                finding);
        requireOwnWords(finding);
        return finding;
    }

    /** Makes one attempt; it must end within its timeout, or soon after it is cancelled. */
    public Finding attempt() {
        var context = new Context(probe.getClass().getSimpleName(), timeout, time.timing());
        var task = new FutureTask<>(() -> probe.check(context));
        time.timing().executor().execute(task);
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return cancelled(task, context);
        } catch (ExecutionException thrown) {
            throw new AssertionError("a probe answers with a finding, but this one threw", thrown.getCause());
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        probe.close();
        time.close();
    }

    private Finding cancelled(FutureTask<Finding> task, Context context) {
        context.cancel();
        try {
            return task.get(GRACE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException hung) {
            throw new AssertionError("a probe must end within " + GRACE + " of being cancelled", hung);
        } catch (ExecutionException thrown) {
            return Finding.down(Code.TIMEOUT, "Threw after its cancel").causedBy(thrown);
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private static void requireOwnWords(Finding finding) {
        for (Throwable cause = finding.cause(); cause != null; cause = cause.getCause()) {
            String foreign = cause.getMessage();
            require(
                    foreign == null
                            || foreign.isBlank()
                            || !String.valueOf(finding.error()).contains(foreign),
                    "the error is shown to everyone and must not hold an exception's message",
                    finding);
        }
    }

    private static void require(boolean kept, String rule, Finding finding) {
        if (!kept) {
            throw new AssertionError(rule + ", but the finding is " + finding, finding.cause());
        }
    }

    private static final class Context implements ProbeContext {

        private final String component;
        private final Timing timing;
        private final long deadlineNanos;
        private final List<Runnable> aborts = new CopyOnWriteArrayList<>();
        private volatile boolean cancelled;

        Context(String component, Duration timeout, Timing timing) {
            this.component = component;
            this.timing = timing;
            this.deadlineNanos = timing.ticker().nanos() + timeout.toNanos();
        }

        void cancel() {
            cancelled = true;
            aborts.forEach(Runnable::run);
        }

        @Override
        public String component() {
            return component;
        }

        @Override
        public Duration remaining() {
            return Duration.ofNanos(Math.max(0, deadlineNanos - timing.ticker().nanos()));
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void onCancel(Runnable abort) {
            aborts.add(abort);
            if (cancelled) {
                abort.run();
            }
        }
    }
}
