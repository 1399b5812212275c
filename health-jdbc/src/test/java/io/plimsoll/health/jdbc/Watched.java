package io.plimsoll.health.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.HealthListener;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeResult;
import io.plimsoll.health.Reading;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.ProbeSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A monitor of one database in real time, every second, and all that its probe found. */
final class Watched implements AutoCloseable {

    static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HealthMonitor monitor;
    private final List<ProbeResult> results = new CopyOnWriteArrayList<>();

    private Watched(Probe probe) {
        monitor = HealthMonitor.builder("service", "1")
                .required("database", probe, ProbeSettings.every(INTERVAL))
                .listener(new HealthListener() {
                    @Override
                    public void probed(ProbeResult result) {
                        results.add(result);
                    }
                })
                .start();
    }

    static Watched by(Probe probe) {
        return new Watched(probe);
    }

    /** Prints a measured figure in one piece, whatever is logged meanwhile. */
    static void print(String figure, Object... values) {
        System.out.println(String.format(Locale.ROOT, figure, values));
    }

    ComponentHealth database() {
        return requireNonNull(monitor.report().components().get("database"));
    }

    Reading reading(String name) {
        return requireNonNull(database().finding().readings().get(name), name);
    }

    double latencyMillis() {
        return requireNonNull(database().latency()).toNanos() / 1e6;
    }

    HealthMonitor monitor() {
        return monitor;
    }

    /** All results from the one with this index on. */
    List<ProbeResult> results(int from) {
        return List.copyOf(results.subList(from, results.size()));
    }

    int results() {
        return results.size();
    }

    /** Waits until the database is up and tells how long that took. */
    Duration awaitUp() {
        return await(() -> database().status() == Status.UP);
    }

    /** Waits for this code and tells how long that took. */
    Duration await(@Nullable Code code) {
        return await(() -> database().code() == code && database().checkedAt() != null);
    }

    void awaitResults(int more) {
        int target = results.size() + more;
        await(() -> results.size() >= target);
    }

    Duration await(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begin)
                    .as(() -> "waited in vain; the database is " + database())
                    .isLessThan(PATIENCE.toNanos());
            LockSupport.parkNanos(1_000_000);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Override
    public void close() {
        monitor.close();
    }
}
