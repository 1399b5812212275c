package io.plimsoll.health.jdbc.hikari;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import com.zaxxer.hikari.HikariConfig;
import io.plimsoll.health.Finding;
import io.plimsoll.time.Ticker;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Who has held a connection of the pool for too long, and where it was taken: what HikariCP's leak detection knows, and
 * otherwise tells the log only.
 *
 * <pre>{@code
 * var housekeeping = new ScheduledThreadPoolExecutor(1);
 * housekeeping.setRemoveOnCancelPolicy(true);
 * config.setLeakDetectionThreshold(30_000);
 * config.setScheduledExecutor(LeakWatch.around(housekeeping));     // before the pool starts
 * }</pre>
 *
 * <p>A {@code DatabaseProbe} of that pool finds it there, and shows {@code suspected_leaks}: how many for anyone, threads and
 * stacks for those with access to details. A connection that is given back late is a suspect no more.
 *
 * <p>HikariCP has no interface for this. But it schedules its leak detection when a connection is taken, on the thread that
 * takes it, runs it when the threshold has passed, and cancels it when the connection comes back; so the executor that it
 * schedules on knows as much as its log. The other way, to wrap each connection, would stand between the application and its
 * driver. With a threshold of 0, which is HikariCP's default, there is nothing to see and nothing to pay. Otherwise
 * taking a connection costs a second stack trace beside HikariCP's own.
 *
 * <p>Safe from any thread. The executor stays its maker's to shut down, after the pool.
 */
public final class LeakWatch extends AbstractExecutorService implements ScheduledExecutorService {

    private static final String DETECTION = "com.zaxxer.hikari.pool.ProxyLeakTask";
    private static final String READING = "suspected_leaks";
    private static final int MOST_PLACES = 3;
    private static final int MOST_THREADS = 4;
    private static final int MOST_FRAMES = 12;
    private static final int LONGEST_FRAME = 160;
    private static final int LONGEST_NAME = 80;

    private final ScheduledThreadPoolExecutor threads;
    private final Ticker ticker;
    private final Set<Loan> suspects = ConcurrentHashMap.newKeySet();

    private LeakWatch(ScheduledThreadPoolExecutor threads, Ticker ticker) {
        this.threads = threads;
        this.ticker = ticker;
    }

    /**
     * For {@link HikariConfig#setScheduledExecutor}.
     *
     * @param threads runs HikariCP's housekeeping, as it would without us
     * @throws IllegalArgumentException if it keeps what is cancelled
     */
    public static LeakWatch around(ScheduledThreadPoolExecutor threads) {
        return around(threads, Ticker.system());
    }

    static LeakWatch around(ScheduledThreadPoolExecutor threads, Ticker ticker) {
        if (!requireNonNull(threads, "threads").getRemoveOnCancelPolicy()) {
            throw new IllegalArgumentException(
                    "the executor must remove what is cancelled, by setRemoveOnCancelPolicy(true): it would keep a"
                            + " stack for each connection that was taken within the leak detection's threshold");
        }
        return new LeakWatch(threads, requireNonNull(ticker, "ticker"));
    }

    /** That of this pool; {@code null} if it has none. */
    public static @Nullable LeakWatch of(HikariConfig config) {
        return config.getScheduledExecutor() instanceof LeakWatch watch ? watch : null;
    }

    /**
     * A connection that was taken and has not come back.
     *
     * @param thread that took it
     * @param held for how long
     * @param stack where it was taken, innermost frame first
     */
    public record Suspect(String thread, Duration held, List<String> stack) {

        public Suspect {
            stack = List.copyOf(stack);
        }
    }

    /** All that are held for longer than the threshold at the moment, the longest first. */
    public List<Suspect> suspects() {
        long now = ticker.nanos();
        return suspects.stream()
                .map(loan -> loan.seen(now))
                .sorted(Comparator.comparing(Suspect::held).reversed())
                .toList();
    }

    /** Adds how many there are, and to the details who and where. */
    public Finding addTo(Finding finding) {
        List<Suspect> all = suspects();
        Finding counted = finding.with(READING, all.size());
        return all.isEmpty() ? counted : counted.detail(READING, description(all));
    }

    /** For anyone, as in "3 connections held for up to 92 s"; {@code null} if there is no suspect. */
    public @Nullable String sentence() {
        List<Suspect> all = suspects();
        if (all.isEmpty()) {
            return null;
        }
        return (all.size() == 1 ? "1 connection held for " : all.size() + " connections held for up to ")
                + seconds(all.get(0).held());
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        if (!task.getClass().getName().equals(DETECTION)) {
            return threads.schedule(task, delay, unit);
        }
        var loan = new Loan(task);
        return new Watched(loan, threads.schedule(loan, delay, unit));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        return threads.schedule(task, delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return threads.scheduleAtFixedRate(task, initialDelay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initialDelay, long delay, TimeUnit unit) {
        return threads.scheduleWithFixedDelay(task, initialDelay, delay, unit);
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    @Override
    public void shutdown() {
        threads.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return threads.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return threads.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return threads.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }

    private static String description(List<Suspect> all) {
        return all.stream().collect(groupingBy(Suspect::stack)).values().stream()
                .sorted(Comparator.<List<Suspect>>comparingInt(List::size).reversed())
                .limit(MOST_PLACES)
                .map(LeakWatch::place)
                .collect(joining("; "));
    }

    private static String place(List<Suspect> alike) {
        List<String> names = alike.stream().map(Suspect::thread).distinct().toList();
        return alike.size() + " held for up to " + seconds(alike.get(0).held()) + " by "
                + names.stream().limit(MOST_THREADS).collect(joining(", "))
                + (names.size() > MOST_THREADS ? " and others" : "") + ", taken at "
                + String.join(" < ", alike.get(0).stack());
    }

    private static String seconds(Duration held) {
        return held.toSeconds() + " s";
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    /** One connection, from when it is taken until it comes back. */
    private final class Loan implements Runnable {

        private final Runnable detection;
        private final String thread = cut(Thread.currentThread().getName(), LONGEST_NAME);
        private final long sinceNanos = ticker.nanos();
        private final Throwable here = new Throwable();
        private volatile boolean over;

        Loan(Runnable detection) {
            this.detection = detection;
        }

        @Override
        public void run() {
            suspects.add(this);
            if (over) {
                suspects.remove(this);
            }
            detection.run();
        }

        void end() {
            over = true;
            suspects.remove(this);
        }

        Suspect seen(long nowNanos) {
            List<String> stack = Arrays.stream(here.getStackTrace())
                    .dropWhile(frame -> isPool(frame.getClassName()))
                    .limit(MOST_FRAMES)
                    .map(frame -> cut(frame.toString(), LONGEST_FRAME))
                    .toList();
            return new Suspect(thread, Duration.ofNanos(Math.max(0, nowNanos - sinceNanos)), stack);
        }

        private static boolean isPool(String type) {
            return type.startsWith("com.zaxxer.hikari.") || type.startsWith(LeakWatch.class.getName());
        }
    }

    /** What HikariCP cancels when the connection comes back, whether the detection has run by then or not. */
    private record Watched(Loan loan, ScheduledFuture<?> detection) implements ScheduledFuture<Object> {

        @Override
        public boolean cancel(boolean mayInterrupt) {
            loan.end();
            return detection.cancel(mayInterrupt);
        }

        @Override
        public boolean isCancelled() {
            return detection.isCancelled();
        }

        @Override
        public boolean isDone() {
            return detection.isDone();
        }

        @Override
        public @Nullable Object get() throws InterruptedException, ExecutionException {
            return detection.get();
        }

        @Override
        public @Nullable Object get(long timeout, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException {
            return detection.get(timeout, unit);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return detection.getDelay(unit);
        }

        @Override
        public int compareTo(Delayed other) {
            return detection.compareTo(other);
        }
    }
}
