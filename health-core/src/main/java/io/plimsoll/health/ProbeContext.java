package io.plimsoll.health;

import java.time.Duration;

/** What the monitor tells a probe about the attempt that it is making. Safe from any thread. */
public interface ProbeContext {

    /** The component's name, as configured. */
    String component();

    /**
     * How long the attempt may still take: the limit to hand to a driver. Never negative, zero once it is too late. Time in
     * which this JVM as a whole was paused does not count against the probe.
     */
    Duration remaining();

    /** Whether the attempt was given up. A probe that loops looks here. */
    boolean isCancelled();

    /**
     * Says what to abort when the attempt is given up: closes the socket, aborts the connection. An interrupt alone does not
     * end a socket read. Runs at most once, on another thread, before the probe's own thread is interrupted; runs at once on
     * this thread if the attempt has already been given up. What it throws is ignored.
     */
    void onCancel(Runnable abort);
}
