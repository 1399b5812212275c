package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.plimsoll.health.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapProbeOfEachCollectorTest {

    private static final int CHUNK = 64 * 1024;
    private static final int RETAINED = 40 * 1024 * 1024;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:+UseSerialGC",
                "-XX:+UseParallelGC",
                "-XX:+UseG1GC",
                "-XX:+UseZGC",
                "-XX:+UseShenandoahGC",
                "-XX:+UseShenandoahGC -XX:+UnlockExperimentalVMOptions -XX:ShenandoahGCMode=generational"
            })
    void tellsWhatIsRetainedFromGarbage(String collector) throws Exception {
        ForkedJvm.Outcome outcome = ForkedJvm.run(Retain.class, options(collector));
        requireThatThisJvmHas(collector, outcome);

        assertThat(outcome.lines()).hasSize(3);
        assertThat(outcome.lines().get(0)).as("with garbage only").startsWith("UP ");
        assertThat(outcome.lines().get(1)).as("with 40 of 128 MB retained").startsWith("DEGRADED ");
        assertThat(outcome.lines().get(2)).as("let go again").startsWith("UP ");
    }

    @ParameterizedTest
    @ValueSource(strings = "-XX:+UseEpsilonGC")
    void refusesACollectorThatNeverCollects(String collector) throws Exception {
        ForkedJvm.Outcome outcome =
                ForkedJvm.run(Retain.class, options("-XX:+UnlockExperimentalVMOptions " + collector));
        requireThatThisJvmHas(collector, outcome);

        assertThat(outcome.lines())
                .anyMatch(line -> line.endsWith("java.lang.IllegalStateException: heap: this JVM's collector does not"
                        + " report what is in use after a collection, so the heap could never be anything but UP"));
    }

    private static List<String> options(String collector) {
        return Stream.concat(Stream.of("-Xmx128m", "-Xlog:disable"), Arrays.stream(collector.split(" ")))
                .toList();
    }

    private static void requireThatThisJvmHas(String collector, ForkedJvm.Outcome outcome) {
        if (outcome.lines().stream()
                .anyMatch(line -> line.contains("Could not create the Java Virtual Machine")
                        || line.contains("Error occurred during initialization of VM"))) {
            abort("this JVM knows no " + collector);
        }
    }

    /** Looks with garbage, with 40 MB in use, and with these let go; degraded from 25 % of 128 MB. */
    static final class Retain {

        private static List<byte[]> retained = new ArrayList<>();

        private Retain() {}

        public static void main(String[] args) {
            HeapProbe probe = HeapProbe.builder().degradedAtPercent(25).build();
            retain();
            letGo();
            print(probe);
            retain();
            print(probe);
            letGo();
            print(probe);
        }

        private static void retain() {
            for (int bytes = 0; bytes < RETAINED; bytes += CHUNK) {
                retained.add(new byte[CHUNK]);
            }
        }

        private static void letGo() {
            retained = new ArrayList<>();
        }

        private static void print(HeapProbe probe) {
            System.gc();
            System.gc();
            Finding finding = probe.check(Unhurried.ATTEMPT);
            System.out.println(finding.status() + " " + finding.readings());
        }
    }
}
