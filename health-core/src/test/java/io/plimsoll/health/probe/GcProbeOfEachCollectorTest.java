package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.ProbeSettings;
import java.lang.management.GarbageCollectorMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GcProbeOfEachCollectorTest {

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC"})
    void seesAJvmThatThrashes(String collector) throws Exception {
        ForkedJvm.Outcome outcome = ForkedJvm.run(Thrash.class, List.of(collector, "-Xmx48m", "-Xlog:disable"));
        outcome.lines().forEach(line -> System.out.println(collector + ": " + line));

        assertThat(outcome.lines()).hasSize(2);
        assertThat(outcome.lines().get(0)).as("with little to do").startsWith("UP null null {gc_percent=");
        assertThat(outcome.lines().get(1))
                .as("with a heap that is almost full")
                .startsWith("DEGRADED GC_OVERHEAD Garbage collection at least 20 % of the time for long {gc_percent=");
    }

    @ParameterizedTest
    @CsvSource({
        "-XX:+UseSerialGC, Copy; MarkSweepCompact, ''",
        "-XX:+UseParallelGC, PS MarkSweep; PS Scavenge, ''",
        "-XX:+UseG1GC, G1 Old Generation; G1 Young Generation, G1 Concurrent GC; G1 Old Generation; G1 Young Generation",
        "-XX:+UseZGC, ZGC Pauses, ZGC Major Pauses; ZGC Minor Pauses",
        "-XX:+UseShenandoahGC, Shenandoah Pauses, ''"
    })
    void leavesOutWhatRunsBesideTheApplication(String collector, String beans, String later) throws Exception {
        ForkedJvm.Outcome outcome = ForkedJvm.run(Names.class, List.of(collector, "-Xlog:disable"));
        if (outcome.exitCode() != 0
                && outcome.lines().toString().contains("Error occurred during initialization of VM")) {
            abort("this JVM knows no " + collector);
        }
        assertThat(outcome.lines()).hasSize(1);
        assertThat(outcome.lines().get(0)).isIn(beans, later);
    }

    /** Looks with little to do, and with so much in use that it collects all the time. */
    static final class Thrash {

        private static final int CHUNK = 16 * 1024;
        private static final List<byte[]> retained = new ArrayList<>();

        private Thrash() {}

        public static void main(String[] args) {
            GcProbe probe =
                    GcProbe.builder().sustainedFor(Duration.ofSeconds(2)).build();
            try (HealthMonitor health = HealthMonitor.builder("service", "1")
                    .optional("gc", probe, ProbeSettings.every(Duration.ofSeconds(1)))
                    .start()) {
                while (gc(health).finding().readings().isEmpty()) {
                    LockSupport.parkNanos(10_000_000);
                }
                print(health);
                long enough = Runtime.getRuntime().maxMemory() * 82 / 100;
                while ((long) retained.size() * CHUNK < enough) {
                    retained.add(new byte[CHUNK]);
                }
                long begun = System.nanoTime();
                for (int next = 0;
                        health.status("gc") == Status.UP
                                && System.nanoTime() - begun
                                        < Duration.ofSeconds(45).toNanos();
                        next++) {
                    // What is old becomes garbage, so that only full collections help.
                    retained.set(next * 31 % retained.size(), new byte[CHUNK]);
                }
                print(health);
            }
        }

        private static ComponentHealth gc(HealthMonitor health) {
            return health.report().components().get("gc");
        }

        private static void print(HealthMonitor health) {
            ComponentHealth gc = gc(health);
            String readings = gc.finding().readings().entrySet().stream()
                    .map(reading -> reading.getKey() + "=" + reading.getValue().show())
                    .collect(Collectors.joining(", ", "{", "}"));
            System.out.println(gc.status() + " " + gc.code() + " " + gc.error() + " " + readings);
        }
    }

    /** Tells which beans count. */
    static final class Names {

        private Names() {}

        public static void main(String[] args) {
            System.out.println(GcStops.beansOfThisJvm().stream()
                    .map(GarbageCollectorMXBean::getName)
                    .sorted()
                    .collect(Collectors.joining("; ")));
        }
    }
}
