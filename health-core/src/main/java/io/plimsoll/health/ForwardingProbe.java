package io.plimsoll.health;

import static java.util.Objects.requireNonNull;

import io.plimsoll.time.Timing;
import java.time.Duration;

/**
 * A probe around another one, that adds to what the other finds: all that a monitor asks of a probe besides {@link #check} is
 * answered by the other one.
 *
 * <p>The monitor has to be given this probe alone, which opens and closes the other one.
 */
public abstract class ForwardingProbe implements Probe {

    private final Probe probe;

    /** @param probe the other one */
    protected ForwardingProbe(Probe probe) {
        this.probe = requireNonNull(probe, "probe");
    }

    /** The other one, for its findings. */
    protected final Probe probe() {
        return probe;
    }

    @Override
    public void open(Timing timing) {
        probe.open(timing);
    }

    @Override
    public Duration minimumInterval() {
        return probe.minimumInterval();
    }

    @Override
    public Duration maximumBackoff() {
        return probe.maximumBackoff();
    }

    @Override
    public boolean asksAnotherService() {
        return probe.asksAnotherService();
    }

    @Override
    public Layer layer() {
        return probe.layer();
    }

    @Override
    public void close() {
        probe.close();
    }
}
