package io.plimsoll.benchmarks;

import static io.plimsoll.health.monitor.ProbeSettings.every;

import io.plimsoll.health.Finding;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A service of the usual size, all of whose components are UP: what the monitoring sees nearly always. */
final class Checkout {

    /** Longer than any run, so that what is measured are reads between changes. */
    private static final Duration INTERVAL = Duration.ofHours(6);

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_NANOS = 1_000_000;

    private Checkout() {}

    /** A monitor that has its first results. */
    static HealthMonitor start() {
        HealthMonitor health = HealthMonitor.builder("checkout-service", "v3.4.12")
                .required(
                        "database",
                        probe -> Finding.up()
                                .with("active_connections", 7)
                                .with("idle_connections", 13)
                                .with("total_connections", 20)
                                .with("max_connections", 20)
                                .with("waiting_requests", 0)
                                .with("reachable", true),
                        every(INTERVAL))
                .required("redis", probe -> Finding.up(), every(INTERVAL))
                .optional("inventory_service", probe -> Finding.up().with("status_code", 200), every(INTERVAL))
                .optional("queue", probe -> Finding.up().with("depth", 12), every(INTERVAL))
                .start();
        long start = System.nanoTime();
        while (health.report().status() != Status.UP) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException("not UP within " + PATIENCE + ": " + health.report());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return health;
    }
}
