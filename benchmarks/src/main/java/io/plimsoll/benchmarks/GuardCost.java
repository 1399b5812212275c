package io.plimsoll.benchmarks;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.plimsoll.resilience.CallRefusedException;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a call costs through a guard, and through the same parts of resilience4j decorated by hand with the same numbers: retry
 * around breaker around bulkhead, and a time limiter where the call is asynchronous. Armed is with a breaker that counts, disarmed
 * with one that is switched off: resilience4j's own state {@code DISABLED}, our {@code withoutBreaker()}. Bare is retry around
 * bulkhead and nothing else, which reads no clock and so has no deadline: no guard of ours does that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GuardCost {

    private static final CompletionStage<String> DONE = CompletableFuture.completedFuture("stock");
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final Guard armed = Guard.of("inventory", Preset.read());
    private final Guard disarmed = Guard.of("inventory", Preset.read().withoutBreaker());
    private final Guard off = Guard.of("inventory", Preset.read().offWhile(() -> true));

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "theirs");
        thread.setDaemon(true);
        return thread;
    });
    private final Retry retry = Retry.ofDefaults("inventory");
    private final TimeLimiter limiter = TimeLimiter.of(DEADLINE);
    private final Bulkhead bulkhead = Bulkhead.of(
            "inventory", BulkheadConfig.custom().maxConcurrentCalls(20).build());
    private final CircuitBreaker breaker = CircuitBreaker.of(
            "inventory",
            CircuitBreakerConfig.custom()
                    .slidingWindowType(SlidingWindowType.TIME_BASED)
                    .slidingWindowSize(10)
                    .minimumNumberOfCalls(20)
                    .slowCallDurationThreshold(Duration.ofSeconds(1))
                    .slowCallRateThreshold(80)
                    .waitDurationInOpenState(Duration.ofSeconds(30))
                    .build());
    private final CircuitBreaker disabled = CircuitBreaker.ofDefaults("inventory");
    private final CircuitBreaker open = CircuitBreaker.ofDefaults("inventory");

    private final Supplier<String> theirsArmed = Retry.decorateSupplier(
            retry, CircuitBreaker.decorateSupplier(breaker, Bulkhead.decorateSupplier(bulkhead, () -> "stock")));
    private final Supplier<String> theirsDisarmed = Retry.decorateSupplier(
            retry, CircuitBreaker.decorateSupplier(disabled, Bulkhead.decorateSupplier(bulkhead, () -> "stock")));
    private final Supplier<String> theirsBare =
            Retry.decorateSupplier(retry, Bulkhead.decorateSupplier(bulkhead, () -> "stock"));
    private final Supplier<CompletionStage<String>> theirsAsyncArmed = limited(Retry.decorateCompletionStage(
            retry,
            scheduler,
            CircuitBreaker.decorateCompletionStage(breaker, Bulkhead.decorateCompletionStage(bulkhead, () -> DONE))));
    private final Supplier<CompletionStage<String>> theirsAsyncDisarmed = limited(Retry.decorateCompletionStage(
            retry,
            scheduler,
            CircuitBreaker.decorateCompletionStage(disabled, Bulkhead.decorateCompletionStage(bulkhead, () -> DONE))));
    private final Supplier<String> theirsRefused;

    public GuardCost() {
        open.transitionToForcedOpenState();
        disabled.transitionToDisabledState();
        theirsRefused = CircuitBreaker.decorateSupplier(open, () -> "never");
    }

    private Supplier<CompletionStage<String>> limited(Supplier<CompletionStage<String>> call) {
        return TimeLimiter.decorateCompletionStage(limiter, scheduler, call);
    }

    @TearDown
    public void close() {
        armed.close();
        disarmed.close();
        off.close();
        scheduler.shutdownNow();
    }

    @Benchmark
    public String syncArmedOurs() {
        return armed.call(attempt -> "stock");
    }

    @Benchmark
    public String syncArmedTheirs() {
        return theirsArmed.get();
    }

    @Benchmark
    public String syncDisarmedOurs() {
        return disarmed.call(attempt -> "stock");
    }

    @Benchmark
    public String syncDisarmedTheirs() {
        return theirsDisarmed.get();
    }

    @Benchmark
    public String syncBareTheirs() {
        return theirsBare.get();
    }

    @Benchmark
    public Object asyncArmedOurs() {
        return armed.callAsync(attempt -> DONE);
    }

    @Benchmark
    public Object asyncArmedTheirs() {
        return theirsAsyncArmed.get();
    }

    @Benchmark
    public Object asyncDisarmedOurs() {
        return disarmed.callAsync(attempt -> DONE);
    }

    @Benchmark
    public Object asyncDisarmedTheirs() {
        return theirsAsyncDisarmed.get();
    }

    @Benchmark
    public Object refusalOurs() {
        try {
            return off.call(attempt -> "never");
        } catch (CallRefusedException refused) {
            return refused;
        }
    }

    @Benchmark
    public Object refusalTheirs() {
        try {
            return theirsRefused.get();
        } catch (CallNotPermittedException refused) {
            return refused;
        }
    }
}
