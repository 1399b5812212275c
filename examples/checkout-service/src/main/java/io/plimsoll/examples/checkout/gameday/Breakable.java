package io.plimsoll.examples.checkout.gameday;

/**
 * A dependency that can be broken on purpose, and repaired. Every call may come at any time, twice, and in any order: what
 * makes no sense in the present state changes nothing.
 */
public interface Breakable {

    /** Keeps the socket and the process, but answers nothing any more. Whoever waits for it gets silence, not an error. */
    void freeze();

    /** Ends it at once, without a goodbye. Whoever calls it is refused. */
    void kill();

    /** Wakes it or starts it again, at the same address and with the same data; returns when it answers. */
    void heal();

    /** What it is now. */
    State state();

    /** How a dependency is. */
    enum State {
        RUNNING,
        FROZEN,
        KILLED
    }
}
