package io.plimsoll.health.probe;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Whether a pool of anything still serves whoever asks: an executor, the threads of a web server, workers, clients.
 *
 * <pre>{@code
 * .optional("worker_threads", PoolProbe.of(executor))
 * .optional("jetty", PoolProbe.of("threads", () -> new PoolStats(
 *         pool.getBusyThreads(), pool.getIdleThreads(), pool.getThreads(), pool.getMaxThreads(), pool.getQueueSize())))
 * }</pre>
 *
 * <p>{@link Code#POOL_SATURATED} (DEGRADED) when 95 % or more have been in use for 5 s; {@link Code#POOL_EXHAUSTED} (DOWN)
 * when for 1 s callers have waited at every look, nothing was free, and the queue did not move on. A short queue is normal
 * in a busy pool and is not reported. Exhausted for 15 s is a finding about this instance.
 *
 * <p>Meant for pools that serve requests. The queue of an executor for batch work is long by intention: a {@code GaugeProbe}
 * with levels of your own suits it better.
 */
public final class PoolProbe implements Probe {

    private static final Pattern NOUN = Pattern.compile("[a-z][a-z0-9_]{0,55}");

    private final String noun;
    private final PoolWatch watch;

    private PoolProbe(String noun, Supplier<PoolStats> pool) {
        this.noun = requireNonNull(noun, "noun");
        if (!NOUN.matcher(noun).matches()) {
            throw new IllegalArgumentException(
                    "'" + noun + "' cannot name what the pool holds: it must match " + NOUN + ", such as threads");
        }
        this.watch = PoolWatch.of(pool);
    }

    /**
     * Watches any pool.
     *
     * @param noun what it holds, in the plural: names the readings, such as {@code active_threads}
     * @param pool reads the numbers; must not block and is called up to a hundred times a second
     */
    public static PoolProbe of(String noun, Supplier<PoolStats> pool) {
        return new PoolProbe(noun, pool);
    }

    /**
     * Watches the threads of an executor; its callers are the tasks in its queue. Its maximum is the core size if the queue
     * is unbounded, since such an executor never grows beyond that.
     *
     * @throws IllegalArgumentException for a scheduled executor, in whose queue tasks wait for their time, not for a thread
     */
    public static PoolProbe of(ThreadPoolExecutor executor) {
        requireNonNull(executor, "executor");
        if (executor instanceof ScheduledThreadPoolExecutor) {
            throw new IllegalArgumentException(
                    "tasks in the queue of a scheduled executor wait for their time, not for a"
                            + " thread, so its queue says nothing; count what waits yourself and use PoolProbe.of(noun, supplier)");
        }
        return new PoolProbe("threads", () -> statsOf(executor));
    }

    @Override
    public void open(Timing timing) {
        watch.open(timing);
    }

    @Override
    public Layer layer() {
        return Layer.LOCAL;
    }

    @Override
    public Finding check(ProbeContext context) throws InterruptedException {
        PoolState state = watch.look();
        return state.stats().addTo(findingOf(state), noun);
    }

    @Override
    public Duration minimumInterval() {
        return Duration.ofMillis(100);
    }

    @Override
    public void close() {
        watch.close();
    }

    private Finding findingOf(PoolState state) {
        return switch (state.pressure()) {
            case NONE -> Finding.up();
            case SATURATED -> Finding.degraded(Code.POOL_SATURATED, "95 % or more of the " + noun + " are in use");
            case EXHAUSTED -> {
                var exhausted =
                        Finding.down(Code.POOL_EXHAUSTED, "Pool exhausted: no " + noun + " free and callers wait");
                yield state.isExhaustedForLong() ? exhausted.local() : exhausted;
            }
        };
    }

    private static PoolStats statsOf(ThreadPoolExecutor executor) {
        BlockingQueue<Runnable> queue = executor.getQueue();
        int waiting = queue.size();
        int total = executor.getPoolSize();
        int active = executor.getActiveCount();
        boolean unbounded = (long) waiting + queue.remainingCapacity() >= Integer.MAX_VALUE;
        int max = unbounded ? Math.max(1, executor.getCorePoolSize()) : executor.getMaximumPoolSize();
        return new PoolStats(active, Math.max(0, total - active), total, max, waiting);
    }
}
