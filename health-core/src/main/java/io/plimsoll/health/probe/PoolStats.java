package io.plimsoll.health.probe;

import io.plimsoll.health.Finding;

/**
 * How full a pool is at one moment: of connections, threads, or anything that callers wait for.
 *
 * <p>The numbers are read one after the other while the pool works, so they need not add up; nothing here relies on it.
 *
 * @param active how many are in use
 * @param idle how many could be handed out at once
 * @param total how many exist, in use or not
 * @param max how many may exist at most; {@link Integer#MAX_VALUE} if there is no limit
 * @param waiting how many callers wait because none is free for them
 */
public record PoolStats(int active, int idle, int total, int max, int waiting) {

    public PoolStats {
        requireNotNegative("active", active);
        requireNotNegative("idle", idle);
        requireNotNegative("total", total);
        requireNotNegative("waiting", waiting);
        if (max < 1) {
            throw new IllegalArgumentException("max must be at least 1: a pool of " + max + " serves nobody");
        }
    }

    /** Adds the numbers as readings: {@code active_<noun>}, ..., {@code waiting_requests}. */
    public Finding addTo(Finding finding, String noun) {
        return finding.with("active_" + noun, active)
                .with("idle_" + noun, idle)
                .with("total_" + noun, total)
                .with("max_" + noun, max)
                .with("waiting_requests", waiting);
    }

    private static void requireNotNegative(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
    }
}
