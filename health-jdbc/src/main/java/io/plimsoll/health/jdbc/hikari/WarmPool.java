package io.plimsoll.health.jdbc.hikari;

/** What a warm-up sees of a pool, and does to it; numbers are read without a lock. */
interface WarmPool {

    boolean isClosed();

    /** All connections, in use or not. */
    int total();

    int idle();

    /** Callers who wait; the pool makes connections for them by itself. */
    int waiting();

    int minimumIdle();

    void minimumIdle(int connections);

    /** Makes the pool look whether it has the idle connections that it should have, and make one of those. May block. */
    void callForOne();
}
