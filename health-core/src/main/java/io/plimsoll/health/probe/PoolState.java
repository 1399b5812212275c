package io.plimsoll.health.probe;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a {@link PoolWatch} knows after a look.
 *
 * @param stats the numbers of this look
 * @param pressure the judgement over the last looks
 * @param lasting for how long whatever led to the pressure has lasted; zero without pressure
 */
public record PoolState(PoolStats stats, PoolPressure pressure, Duration lasting) {

    private static final Duration LOCAL_AFTER = Duration.ofSeconds(15);

    public PoolState {
        requireNonNull(stats, "stats");
        requireNonNull(pressure, "pressure");
        if (lasting.isNegative()) {
            throw new IllegalArgumentException("lasting must not be negative: " + lasting);
        }
    }

    /**
     * Whether the pool has been exhausted for 15 s, and so for longer than a passing wave of load: if what the pool leads to
     * works, the trouble is this instance's own, such as leaked connections.
     */
    public boolean isExhaustedForLong() {
        return pressure == PoolPressure.EXHAUSTED && lasting.compareTo(LOCAL_AFTER) >= 0;
    }
}
