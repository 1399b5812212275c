package io.plimsoll.http.contract;

import io.plimsoll.health.Probe;

/** A server with event loops, one of which somebody can block. */
public interface Loops extends AutoCloseable {

    int LOOPS = 3;

    /** Looks at them; late is what is a second late. */
    Probe probe();

    /** Holds one of the loops in a handler, and returns once it does. */
    void block() throws Exception;

    /** Lets it go. */
    void free();

    /** Whether the probe still keeps one of them awake. */
    boolean isBeating();

    @Override
    void close();
}
