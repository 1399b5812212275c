package io.plimsoll.health.probe;

import io.plimsoll.health.ProbeContext;
import java.time.Duration;

/** An attempt that nobody gives up. */
enum Unhurried implements ProbeContext {
    ATTEMPT;

    @Override
    public String component() {
        return "component";
    }

    @Override
    public Duration remaining() {
        return Duration.ofSeconds(1);
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public void onCancel(Runnable abort) {}
}
