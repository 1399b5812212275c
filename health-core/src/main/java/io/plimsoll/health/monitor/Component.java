package io.plimsoll.health.monitor;

import io.plimsoll.health.Probe;

/** What was configured for one component. */
record Component(String name, Role role, Probe probe, ProbeSettings settings) {

    /** What follows for the service if the component does not work. */
    enum Role {
        /** The service does not work either. */
        REQUIRED,
        /** The service works with less. */
        OPTIONAL,
        /** Nothing but a restart of this JVM helps. */
        LIVENESS
    }

    boolean required() {
        return role != Role.OPTIONAL;
    }
}
