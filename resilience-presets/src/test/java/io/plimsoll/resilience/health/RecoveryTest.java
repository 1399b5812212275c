package io.plimsoll.resilience.health;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import io.plimsoll.testing.ManualTime;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How many of 50 calls a second get no fresh answer although the dependency is back, in the worst of many outages of about 20 s
 * that end at another moment of the breaker's and the probe's pace each.
 */
class RecoveryTest {

    private static final Duration BETWEEN_CALLS = ofMillis(20);
    private static final Duration LONG_ENOUGH = ofSeconds(45);
    private static final int TRIAL_CALLS = 5;
    private static final int CALLS_BETWEEN_CHECKS = 115;

    /** Whether a call got a fresh answer. */
    @FunctionalInterface
    private interface Service {
        boolean call();
    }

    /** Calls without a fresh answer: after the dependency was back, and of these, after the probe had seen that. */
    private record NotFresh(int sinceBack, int sinceSeen) {}

    private static final class Dependency {
        boolean works = true;
        boolean healthy = true;

        String answer() {
            if (!works) {
                throw new AnswerException(503, null);
            }
            return "stock";
        }
    }

    @Test
    void takesTheRestOfItsPauseInResilience4j() {
        NotFresh worst = worst(this::resilience4j, ofSeconds(0));

        print("resilience4j with the same numbers", worst);
        assertThat(worst.sinceBack).isGreaterThan(50 * 10);
    }

    @Test
    void takesNoCallOnceTheProbeHasSeenIt() {
        NotFresh worst = worst(this::guardWithProbe, ofSeconds(0));

        print("a guard whose probe sees the failure", worst);
        assertThat(worst.sinceSeen).isZero();
        assertThat(worst.sinceBack).isLessThanOrEqualTo(CALLS_BETWEEN_CHECKS);
    }

    @Test
    void takesTheCallsOfATrialIfTheProbeIsUpTooEarly() {
        NotFresh worst = worst(this::guardWithProbe, ofMillis(1_900));

        print("a guard whose probe is UP 1.9 s before the calls work", worst);
        assertThat(worst.sinceBack).isLessThanOrEqualTo(CALLS_BETWEEN_CHECKS);
    }

    @Test
    void letsNoMoreThanTheTrialsThroughMeanwhile() {
        var time = new ManualTime();
        var dependency = new Dependency();
        var reached = new int[1];
        Guard guard = guard(time);
        try (var monitor = monitor(time, guard, dependency)) {
            Service service = () -> calls(guard, () -> {
                reached[0]++;
                return dependency.answer();
            });
            run(time, ofSeconds(5), service);
            dependency.works = false;
            dependency.healthy = false;
            run(time, ofSeconds(10), service);
            dependency.healthy = true;
            reached[0] = 0;

            run(time, ofSeconds(20), service);

            System.out.printf("Recovery: %d of 1000 calls reached what only seemed to be back%n", reached[0]);
            assertThat(monitor.status("inventory_service")).isEqualTo(Status.DEGRADED);
            assertThat(reached[0]).isBetween(TRIAL_CALLS, 11 * TRIAL_CALLS);
        }
    }

    @FunctionalInterface
    private interface Scene {
        NotFresh play(Duration outage, Duration healthyBefore);
    }

    private static NotFresh worst(Scene scene, Duration healthyBefore) {
        return IntStream.range(0, 12)
                .mapToObj(i -> scene.play(ofSeconds(20).plusMillis(i * 170L), healthyBefore))
                .reduce((a, b) -> new NotFresh(Math.max(a.sinceBack, b.sinceBack), Math.max(a.sinceSeen, b.sinceSeen)))
                .orElseThrow();
    }

    private NotFresh guardWithProbe(Duration outage, Duration healthyBefore) {
        var time = new ManualTime();
        var dependency = new Dependency();
        Guard guard = guard(time);
        try (var monitor = monitor(time, guard, dependency)) {
            return play(
                    time,
                    dependency,
                    outage,
                    healthyBefore,
                    () -> calls(guard, dependency::answer),
                    () -> monitor.report().components().get("inventory_service").code() != Code.REFUSED);
        }
    }

    private NotFresh resilience4j(Duration outage, Duration healthyBefore) {
        var time = new ManualTime();
        var dependency = new Dependency();
        CircuitBreaker breaker = CircuitBreaker.of(
                "inventory",
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.TIME_BASED)
                        .slidingWindowSize(10)
                        .minimumNumberOfCalls(20)
                        .waitDurationInOpenState(ofSeconds(30))
                        .permittedNumberOfCallsInHalfOpenState(TRIAL_CALLS)
                        .clock(time.withZone(ZoneOffset.UTC))
                        .build());
        return play(
                time,
                dependency,
                outage,
                healthyBefore,
                () -> {
                    try {
                        breaker.executeSupplier(dependency::answer);
                        return true;
                    } catch (RuntimeException notFresh) {
                        return false;
                    }
                },
                () -> true);
    }

    private static NotFresh play(
            ManualTime time,
            Dependency dependency,
            Duration outage,
            Duration healthyBefore,
            Service service,
            BooleanSupplier seen) {
        run(time, ofSeconds(5), service);
        dependency.works = false;
        dependency.healthy = false;
        run(time, outage.minus(healthyBefore), service);
        dependency.healthy = true;
        run(time, healthyBefore, service);
        dependency.works = true;
        int sinceBack = 0;
        int sinceSeen = 0;
        for (Duration left = LONG_ENOUGH; !left.isNegative(); left = left.minus(BETWEEN_CALLS)) {
            time.advance(BETWEEN_CALLS);
            boolean wasSeen = seen.getAsBoolean();
            if (!service.call()) {
                sinceBack++;
                sinceSeen += wasSeen ? 1 : 0;
            }
        }
        assertThat(service.call()).as("has recovered").isTrue();
        return new NotFresh(sinceBack, sinceSeen);
    }

    private static void run(ManualTime time, Duration duration, Service service) {
        for (Duration left = duration; left.compareTo(BETWEEN_CALLS) >= 0; left = left.minus(BETWEEN_CALLS)) {
            time.advance(BETWEEN_CALLS);
            service.call();
        }
    }

    private static Guard guard(ManualTime time) {
        return Guard.builder("inventory", Preset.read().withAttempts(1))
                .timing(time.timing())
                .build();
    }

    private static HealthMonitor monitor(ManualTime time, Guard guard, Dependency dependency) {
        return HealthMonitor.builder("checkout-service", "1")
                .optional(
                        "inventory_service",
                        GuardProbe.of(guard)
                                .beside(context -> dependency.healthy
                                        ? Finding.up()
                                        : Finding.down(Code.REFUSED, "No connection")))
                .timing(time.timing())
                .start();
    }

    private static boolean calls(Guard guard, Supplier<String> call) {
        try {
            guard.call(attempt -> call.get());
            return true;
        } catch (RuntimeException notFresh) {
            return false;
        }
    }

    private static void print(String what, NotFresh worst) {
        System.out.printf(
                "Recovery of %s: at most %d calls not fresh since it was back, %d since that was seen%n",
                what, worst.sinceBack, worst.sinceSeen);
    }
}
