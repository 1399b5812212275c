package io.plimsoll.health.monitor;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run of a probe on a thread of the executor, and what the probe may know of it.
 *
 * <p>To give it up is to cancel, then interrupt: first the probe's own aborts run, since an interrupt does nothing to a
 * socket read, then its thread is interrupted, exactly while it is inside the probe and never after.
 */
final class Attempt implements ProbeContext, Runnable {

    /** What the probe returned, and when. */
    record Outcome(Finding finding, long endNanos) {}

    /** Made in advance: it must be there even if there is no memory left to make one. */
    private static final Finding BROKEN = Finding.down(Code.PROBE_FAILED, "Probe failed");

    private static final int MOST_FRAMES = 30;

    final AwakeTime awake;

    private final Component component;
    private final Timing timing;
    private final Consumer<Attempt> returned;

    private final Object lock = new Object();
    private final List<Runnable> aborts = new ArrayList<>(); // guarded by lock
    private @Nullable Thread inside; // guarded by lock
    private boolean interrupted; // guarded by lock
    private boolean entered; // guarded by lock
    private boolean left; // guarded by lock
    private volatile long startNanos; // of the attempt, then of the probe; written by the constructor and under lock
    private volatile boolean aborting;
    private volatile boolean cancelled; // written under lock
    private final Outcome broken;
    private volatile @Nullable Outcome outcome; // written once by the probe's thread

    /** @param returned told on the probe's thread that there is an {@link #outcome} */
    Attempt(Component component, Timing timing, Consumer<Attempt> returned) {
        this.component = component;
        this.timing = timing;
        this.returned = returned;
        this.startNanos = timing.ticker().nanos();
        this.awake = new AwakeTime(startNanos, component.settings().timeout().toNanos());
        this.broken = new Outcome(BROKEN, startNanos);
    }

    @Override
    public void run() {
        Thread thread = Thread.currentThread();
        if (!enter(thread)) {
            return;
        }
        String name = thread.getName();
        Outcome end = broken;
        try {
            thread.setName("plimsoll-" + component.name());
            if (!cancelled) {
                Finding finding = ask(component.probe());
                end = new Outcome(finding, timing.ticker().nanos());
            }
        } catch (Throwable noMemory) {
            // The outcome that was made in advance says what can be said.
        } finally {
            leave();
            thread.setName(name);
            outcome = end;
        }
        returned.accept(this);
    }

    /** When the probe was entered, or the attempt made if it has not been. */
    long startNanos() {
        return startNanos;
    }

    /** Whether aborts of this attempt are still running. */
    boolean isAborting() {
        return aborting;
    }

    /** Sees to it that the probe is not run any more; false if it is inside or has been. */
    boolean abandon() {
        synchronized (lock) {
            boolean inTime = !entered;
            entered = true;
            return inTime;
        }
    }

    /** {@code null} while the probe is inside. */
    @Nullable
    Outcome outcome() {
        return outcome;
    }

    private Finding ask(Probe probe) {
        try {
            // A probe without null checks may well return null.
            @Nullable Finding finding = probe.check(this);
            return finding == null ? Finding.down(Code.PROBE_FAILED, "Probe returned nothing") : finding;
        } catch (VirtualMachineError broken) {
            runQuietly(() -> {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, broken);
            });
            return failed(broken);
        } catch (Throwable thrown) {
            return failed(thrown);
        }
    }

    static Finding failed(Throwable thrown) {
        return Finding.down(Code.PROBE_FAILED, "Probe failed").causedBy(thrown);
    }

    /** Where the probe's thread is; {@code null} if it is not inside the probe. Outermost frames are left out. */
    @Nullable
    String stack() {
        Thread thread;
        synchronized (lock) {
            thread = inside;
        }
        if (thread == null) {
            return null;
        }
        String frames = Arrays.stream(thread.getStackTrace())
                .limit(MOST_FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining("\n"));
        return frames.isEmpty() ? null : frames;
    }

    /** Gives the attempt up; called on the scheduler's thread, so the aborts run elsewhere. */
    void cancel() {
        List<Runnable> toRun;
        synchronized (lock) {
            if (left) {
                // Its aborts could hit what the next attempt uses.
                return;
            }
            cancelled = true;
            toRun = List.copyOf(aborts);
        }
        if (toRun.isEmpty()) {
            interrupt();
            return;
        }
        aborting = true;
        try {
            timing.executor().execute(() -> abort(toRun));
        } catch (RuntimeException | OutOfMemoryError noThread) {
            aborting = false;
            interrupt();
        }
    }

    private void abort(List<Runnable> toRun) {
        try {
            for (Runnable abort : toRun) {
                if (!hasLeft()) {
                    runQuietly(abort);
                }
            }
        } finally {
            aborting = false;
            interrupt();
        }
    }

    private boolean hasLeft() {
        synchronized (lock) {
            return left;
        }
    }

    /** False if this was run before, or abandoned: some executors throw and run a task all the same. */
    private boolean enter(Thread thread) {
        synchronized (lock) {
            if (entered) {
                return false;
            }
            entered = true;
            inside = thread;
            startNanos = timing.ticker().nanos();
            return true;
        }
    }

    private void leave() {
        synchronized (lock) {
            inside = null;
            left = true;
            if (interrupted) {
                // The interrupt was ours and meant for the probe, not for whoever uses this thread next.
                Thread.interrupted();
            }
        }
    }

    /** Interrupts the probe's thread while it is inside the probe. */
    void interrupt() {
        synchronized (lock) {
            if (inside != null) {
                interrupted = true;
                inside.interrupt();
            }
        }
    }

    private static void runQuietly(Runnable foreign) {
        try {
            foreign.run();
        } catch (Throwable ignoredByContract) {
            // What becomes of the attempt does not depend on aborts and handlers.
        }
    }

    @Override
    public String component() {
        return component.name();
    }

    @Override
    public Duration remaining() {
        long left = component.settings().timeout().toNanos()
                - awake.elapsed(timing.ticker().nanos());
        return cancelled || left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable abort) {
        synchronized (lock) {
            if (!cancelled) {
                aborts.add(abort);
                return;
            }
        }
        runQuietly(abort);
    }
}
