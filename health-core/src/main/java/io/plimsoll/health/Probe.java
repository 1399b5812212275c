package io.plimsoll.health;

import io.plimsoll.time.Timing;
import java.time.Duration;

/**
 * Looks at one dependency and says what it found.
 *
 * <p>The monitor calls {@link #check} from a daemon thread of its own, never concurrently, and never sooner than the
 * component's interval after the last start. Requests for health do not call it. A lambda is enough:
 *
 * <pre>{@code
 * .optional("queue", probe -> depth() < 1_000 ? up().with("depth", depth()) : degraded(BACKLOG, "Queue is long"))
 * }</pre>
 */
@FunctionalInterface
public interface Probe {

    /**
     * Looks once. May block up to {@link ProbeContext#remaining()}; what can block longer belongs into {@link
     * ProbeContext#onCancel}. Whatever it throws, an {@link Error} included, becomes {@link Code#PROBE_FAILED}.
     */
    Finding check(ProbeContext context) throws Exception;

    /**
     * Called once, before the first check, when the monitor starts. Must not block: connections are made in {@link #check}.
     *
     * @param timing the monitor's clocks and threads, for a probe that samples between checks
     */
    default void open(Timing timing) {}

    /** The shortest interval at which this probe may run; 1 s unless it only looks at this JVM's own memory. */
    default Duration minimumInterval() {
        return Duration.ofSeconds(1);
    }

    /**
     * For how long at most, after an attempt of its own has failed, it says so again without looking; zero, the default, if it
     * looks at every check. What is back is seen so much later: {@link io.plimsoll.health.monitor.KubernetesProbes} counts on it.
     */
    default Duration maximumBackoff() {
        return Duration.ZERO;
    }

    /**
     * Whether what it finds is the health of another service of the fleet, as that service tells it; {@code false} by default.
     *
     * <p>Such a component is left out of answers to services that ask for our health themselves and say so. Otherwise two
     * services that ask each other, or any ring of them, would hold each other DOWN long after the cause is gone.
     */
    default boolean asksAnotherService() {
        return false;
    }

    /** Where it looks; what it finds about this instance only is {@link Layer#LOCAL} all the same. */
    default Layer layer() {
        return asksAnotherService() ? Layer.DOWNSTREAM : Layer.OTHER;
    }

    /** Called once when the monitor closes, possibly while a check runs; ends what the probe started. */
    default void close() {}
}
