package io.plimsoll.time;

import static java.util.Objects.requireNonNull;

import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * Everything that makes time pass for a monitor and its probes, handed in as one so that a test can replace all of it.
 *
 * @param ticker measures; monotonic
 * @param clock shows; wall time, used for nothing but timestamps
 * @param scheduler waits; its one thread never runs foreign code
 * @param executor runs what may block, such as probes and listeners; must not run a task on the calling thread
 */
public record Timing(Ticker ticker, InstantSource clock, Scheduler scheduler, Executor executor) {

    public Timing {
        requireNonNull(ticker, "ticker");
        requireNonNull(clock, "clock");
        requireNonNull(scheduler, "scheduler");
        requireNonNull(executor, "executor");
    }
}
