package io.plimsoll.resilience;

import io.plimsoll.resilience.hop.AttemptHeader;
import io.plimsoll.resilience.shed.Criticality;
import io.plimsoll.time.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One asynchronous call from its first attempt to its end, and the future of that end.
 *
 * <p>The scheduler's thread runs nothing foreign: attempts begin, and the future is completed, on a thread of the executor
 * when it is the scheduler who says so. Whoever completes the future first has ended the call; what comes later only gives up
 * its place.
 */
final class AsyncRun<T extends @Nullable Object> extends CompletableFuture<T> {

    private static final Logger log = LoggerFactory.getLogger("io.plimsoll.resilience");

    private final Guard guard;
    private final AsyncCall<T> call;
    private final AttemptHeader caller;
    private final Criticality criticality = Criticality.current(); // an attempt after the first has another thread
    private final long begunNanos;
    private final long deadlineNanos;
    private final List<CallContext.Captured> context;
    private volatile @Nullable Attempt attempt;
    private volatile @Nullable CompletionStage<T> stage;
    private volatile @Nullable Throwable lastThrown;
    private volatile Scheduler.@Nullable Scheduled cut;

    AsyncRun(Guard guard, AsyncCall<T> call, AttemptHeader caller) {
        this.guard = guard;
        this.call = call;
        this.caller = caller;
        this.begunNanos = guard.timing().ticker().nanos();
        this.deadlineNanos = guard.deadlineNanos(begunNanos);
        this.context = guard.capture();
    }

    void begin() {
        Attempt first;
        try {
            first = guard.attempts().enter(1, caller, begunNanos, deadlineNanos);
        } catch (CallRefusedException refused) {
            super.completeExceptionally(refused);
            return;
        }
        run(first);
        if (!isDone()) {
            cutAtDeadline();
        }
    }

    /** Cancels the attempt as well. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            forgetCut();
            cancelStage();
        }
        return cancelled;
    }

    /** What is derived from it is a plain future. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    /** Only once the first attempt is on its way: many an answer comes from a cache and needs no limit. */
    private void cutAtDeadline() {
        Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - now()));
        cut = guard.timing().scheduler().schedule(left, () -> onExecutor(this::deadlineIsOver));
        if (isDone()) {
            forgetCut();
        }
    }

    private void run(Attempt next) {
        attempt = next;
        stage = null;
        CompletionStage<T> begun;
        try {
            begun = call.begin(next);
        } catch (Throwable thrown) {
            ended(next, thrown);
            return;
        }
        stage = begun;
        if (isDone()) {
            cancelStage();
        }
        begun.whenComplete((value, thrown) -> {
            if (thrown == null) {
                succeeded(next, value);
            } else {
                ended(next, UsualFailures.unwrap(thrown));
            }
        });
    }

    private void succeeded(Attempt ended, T value) {
        long now = now();
        guard.attempts().succeeded(ended, now);
        forgetCut();
        if (!isDone()) {
            guard.ended(true, begunNanos, now);
        }
        super.complete(value);
    }

    private void ended(Attempt ended, Throwable thrown) {
        Failure failure = guard.attempts().failed(ended, thrown, now());
        if (isDone()) {
            return;
        }
        lastThrown = thrown;
        Duration wait = guard.attempts().waitAfter(ended, failure);
        if (wait == null) {
            fail(thrown);
            return;
        }
        int number = ended.number() + 1;
        guard.timing().scheduler().schedule(wait, () -> onExecutor(() -> again(number, thrown)));
    }

    private void again(int number, Throwable thrown) {
        if (isDone()) {
            return;
        }
        Attempt next;
        try {
            next = criticality.during(() -> guard.attempts().enter(number, caller, now(), deadlineNanos));
        } catch (CallRefusedException refused) {
            // What the attempt threw says more than that there is no other one.
            fail(thrown);
            return;
        }
        run(next);
    }

    private void deadlineIsOver() {
        if (isDone()) {
            return;
        }
        Attempt current = attempt;
        if (current != null) {
            guard.attempts().overdue(current);
        }
        CallRefusedException refusal = guard.attempts().refusal(Stage.DEADLINE, lastThrown);
        guard.tell(false, begunNanos, now());
        super.completeExceptionally(refusal);
        cancelStage();
    }

    private void fail(Throwable thrown) {
        forgetCut();
        if (!isDone()) {
            guard.ended(false, begunNanos, now());
        }
        super.completeExceptionally(thrown);
    }

    private long now() {
        return guard.timing().ticker().nanos();
    }

    private void forgetCut() {
        Scheduler.Scheduled waiting = cut;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    private void cancelStage() {
        CompletionStage<T> current = stage;
        if (current == null) {
            return;
        }
        try {
            current.toCompletableFuture().cancel(true);
        } catch (RuntimeException cannotBeCancelled) {
            // Its attempt keeps its place until it ends by itself.
            log.debug("An attempt of {} cannot be cancelled", guard.name(), cannotBeCancelled);
        }
    }

    private void onExecutor(Runnable task) {
        try {
            guard.timing().executor().execute(() -> inContext(0, task));
        } catch (RuntimeException | OutOfMemoryError noThread) {
            inContext(0, task);
        }
    }

    private void inContext(int from, Runnable task) {
        if (from == context.size()) {
            task.run();
            return;
        }
        CallContext.Scope scope = context.get(from).restore();
        try {
            inContext(from + 1, task);
        } finally {
            scope.close();
        }
    }
}
