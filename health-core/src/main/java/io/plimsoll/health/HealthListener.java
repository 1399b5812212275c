package io.plimsoll.health;

/**
 * Is told what happens. Each listener is called on a thread of the executor, one event at a time and in order; one that
 * throws or blocks stops neither the monitor nor another listener.
 */
public interface HealthListener {

    /** A component's status or code changed. */
    default void changed(Transition transition) {}

    /** An attempt ended or was given up: called for each, so keep it short. */
    default void probed(ProbeResult result) {}
}
