package io.plimsoll.resilience;

import static java.util.Objects.requireNonNull;

import io.plimsoll.resilience.hop.AttemptHeader;
import io.plimsoll.time.SystemTime;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands around all calls to one dependency, so that they survive its sickness and do not make it worse.
 *
 * <pre>{@code
 * Guard inventory = Guard.of("inventory", Preset.read().withDeadline(ofMillis(800)));
 * Stock stock = inventory.call(attempt -> client.stock(sku, attempt.remaining()));
 * }</pre>
 *
 * <p>The order is fixed, outermost first: {@code stale or fallback( panic( deadline( retry + budget( breaker( bulkhead( attempt
 * ))))))}. So a retry is refused by an open breaker, the breaker sees every attempt, a full bulkhead opens no breaker, and a
 * fallback hides no failure from the retries.
 *
 * <p>A synchronous call stays on its caller's thread, with its ThreadLocals and transaction, and nobody can take it away from
 * there: {@link Attempt#remaining()} must reach its client as a limit. A client that ignores it holds its caller for as long as
 * it likes; such calls are counted as {@link Tally#OVERDUE}, at most as many as the bulkhead lets in can hang, the breaker is
 * told when the next caller comes, and everyone else is refused at once. An asynchronous call is cut at its deadline by the
 * scheduler, and its stage is cancelled.
 *
 * <p>Safe for concurrent use; meant to be made once for each dependency and kept.
 */
public final class Guard implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger("io.plimsoll.resilience");

    private final String name;
    private final Preset preset;
    private final long allowedNanos; // for a call with all its attempts
    private final Timing timing;
    private final @Nullable SystemTime ownTime;
    private final Waiting waiting;
    private final List<CallContext> contexts;
    private final Counters counters = new Counters();
    private final List<GuardListener> listeners = new CopyOnWriteArrayList<>();
    private final Attempts attempts;

    Guard(GuardBuilder made) {
        name = made.name;
        preset = made.withButtons();
        allowedNanos = preset.deadline().toNanos();
        ownTime = made.timing == null ? SystemTime.start() : null;
        timing = ownTime == null ? requireNonNull(made.timing, "timing") : ownTime.timing();
        waiting = made.waiting;
        contexts = List.copyOf(made.contexts);
        listeners.addAll(made.listeners);
        BreakerRule rule = preset.breaker();
        attempts = new Attempts(
                name,
                preset,
                timing.ticker(),
                preset.backoff(made.random),
                made.budget(timing.ticker()),
                rule == null ? null : new Breaker(name, rule, preset.deadline(), timing.ticker(), this::breakerChanged),
                made.random,
                counters);
    }

    /** A guard with the real time and a retry budget of its own. */
    public static Guard of(String name, Preset preset) {
        return builder(name, preset).build();
    }

    /** Begins a guard that shares its time or its budget, or is listened to. */
    public static GuardBuilder builder(String name, Preset preset) {
        return new GuardBuilder(name, preset);
    }

    /**
     * Makes the call on this thread.
     *
     * <p>If the thread is interrupted while it waits for another attempt, there is none: the last failure is thrown and the
     * interrupt is kept.
     *
     * @throws E what the last attempt threw
     * @throws CallRefusedException if no attempt was made
     */
    public <T extends @Nullable Object, E extends Exception> T call(Call<T, E> call) throws E {
        requireNonNull(call, "call");
        long begun = timing.ticker().nanos();
        AttemptHeader caller = AttemptHeader.current();
        Attempt attempt = attempts.enter(1, caller, begun, deadlineNanos(begun));
        while (true) {
            T result;
            try {
                result = call.run(attempt);
            } catch (Throwable thrown) {
                Attempt next = nextAfter(attempt, caller, thrown);
                if (next == null) {
                    ended(false, begun, timing.ticker().nanos());
                    throw thrown;
                }
                attempt = next;
                continue;
            }
            long now = timing.ticker().nanos();
            attempts.succeeded(attempt, now);
            ended(true, begun, now);
            return result;
        }
    }

    /**
     * Makes the call, or serves something else if it is refused or fails through the dependency's fault.
     *
     * @throws E what the last attempt threw, if the fallback has nothing or the fault is not the dependency's
     * @throws CallRefusedException if no attempt was made and the fallback has nothing
     */
    public <T, E extends Exception> Served<T> serve(Call<T, E> call, Fallback<T> fallback) throws E {
        requireNonNull(fallback, "fallback");
        T value;
        try {
            value = call(call);
        } catch (Throwable thrown) {
            Served<T> instead = instead(thrown, fallback);
            if (instead == null) {
                throw thrown;
            }
            return instead;
        }
        fallback.fresh(value);
        return new Served.Fresh<>(value);
    }

    /**
     * Begins the call on this thread and never blocks it.
     *
     * @return completes with what the last attempt completed with, or with {@link CallRefusedException}; cancelling its
     *     future cancels the attempt
     */
    public <T extends @Nullable Object> CompletionStage<T> callAsync(AsyncCall<T> call) {
        requireNonNull(call, "call");
        var run = new AsyncRun<T>(this, call, AttemptHeader.current());
        run.begin();
        return run;
    }

    /** {@link #serve} for calls that do not block. */
    public <T> CompletionStage<Served<T>> serveAsync(AsyncCall<T> call, Fallback<T> fallback) {
        requireNonNull(fallback, "fallback");
        return callAsync(call).handle((value, thrown) -> {
            if (thrown == null) {
                fallback.fresh(value);
                return new Served.Fresh<>(value);
            }
            Served<T> instead = instead(UsualFailures.unwrap(thrown), fallback);
            if (instead == null) {
                throw Rethrown.of(thrown);
            }
            return instead;
        });
    }

    /**
     * Lets the breaker try at once, if it is open: for whoever sees that the dependency is back, as a probe does.
     */
    public void dependencyIsBack() {
        attempts.dependencyIsBack();
    }

    /** Tells the listener of everything from now on. */
    public void listen(GuardListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
    }

    /** How it is at the moment. */
    public GuardState state() {
        return attempts.state();
    }

    /** How often that happened since the guard was made. */
    public long count(Tally tally) {
        return counters.of(tally);
    }

    /**
     * How many calls were refused there since the guard was made. At {@link Stage#BUDGET}, and in part at {@link
     * Stage#DEADLINE} and {@link Stage#PANIC}, it was only another attempt that was refused.
     */
    public long refused(Stage stage) {
        return counters.of(stage);
    }

    public String name() {
        return name;
    }

    public Preset preset() {
        return preset;
    }

    /** What it is made of, with every number and its reason. */
    public String describe() {
        return "guard " + name
                + ", outermost first: stale or fallback( panic( deadline( retry + budget( breaker( bulkhead("
                + " attempt ))))))\n" + (preset.switches().areThere() ? "can be switched off\n" : "") + preset;
    }

    @Override
    public String toString() {
        return "guard " + name + " (" + preset.name() + ")";
    }

    /** Stops the thread that cuts asynchronous calls, unless it was handed in. Idempotent. */
    @Override
    public void close() {
        if (ownTime != null) {
            ownTime.close();
        }
    }

    /** When a call that begins now has to be over. */
    long deadlineNanos(long nowNanos) {
        return nowNanos + allowedNanos;
    }

    Attempts attempts() {
        return attempts;
    }

    Timing timing() {
        return timing;
    }

    List<CallContext.Captured> capture() {
        var captured = new ArrayList<CallContext.Captured>(contexts.size());
        for (CallContext context : contexts) {
            captured.add(context.capture());
        }
        return captured;
    }

    void ended(boolean success, long begunNanos, long nowNanos) {
        counters.add(success ? Tally.SUCCEEDED : Tally.FAILED);
        tell(success, begunNanos, nowNanos);
    }

    /** A call with at least one attempt ended, or was cut. */
    void tell(boolean success, long begunNanos, long nowNanos) {
        if (!listeners.isEmpty()) {
            Duration latency = Duration.ofNanos(nowNanos - begunNanos);
            listeners.forEach(listener -> listener.ended(name, success, latency));
        }
    }

    private @Nullable Attempt nextAfter(Attempt attempt, AttemptHeader caller, Throwable thrown) {
        Failure failure = attempts.failed(attempt, thrown, timing.ticker().nanos());
        Duration wait = attempts.waitAfter(attempt, failure);
        if (wait == null) {
            return null;
        }
        try {
            waiting.await(wait);
            int number = attempt.number() + 1;
            return attempts.enter(number, caller, timing.ticker().nanos(), attempt.deadlineNanos());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return null;
        } catch (CallRefusedException refused) {
            // What the attempt threw says more than that there is no other one.
            return null;
        }
    }

    private <T> @Nullable Served<T> instead(Throwable thrown, Fallback<T> fallback) {
        String reason = reason(thrown);
        if (reason == null) {
            return null;
        }
        Served<T> instead = fallback.instead(reason);
        if (instead instanceof Served.Stale) {
            counters.add(Tally.SERVED_STALE);
        } else if (instead instanceof Served.Degraded) {
            counters.add(Tally.SERVED_DEGRADED);
        }
        return instead;
    }

    private @Nullable String reason(Throwable thrown) {
        if (thrown instanceof CallRefusedException refused) {
            return refused.getMessage();
        }
        Failure failure = attempts.meaningOf(thrown);
        return failure.code() == null
                ? null
                : name + ": " + new LastFailure(failure.code(), null, Duration.ZERO, Duration.ZERO, null, null).words();
    }

    private void breakerChanged(BreakerState before, BreakerState after) {
        LastFailure last = after == BreakerState.OPEN ? attempts.state().lastFailure() : null;
        if (after == BreakerState.OPEN) {
            log.warn(
                    "Calls to {}: circuit breaker is {}{}", name, after, last == null ? "" : ", last: " + last.words());
        } else {
            log.info("Calls to {}: circuit breaker is {}", name, after);
        }
        listeners.forEach(listener -> listener.changed(name, before, after));
    }
}
