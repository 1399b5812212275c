package io.plimsoll.health.probe;

import io.plimsoll.health.Status;

/** From which share in use something is degraded, and from which it is down. */
record UsedLevels(double degradedAt, double downAt) {

    static final double NEVER = Double.POSITIVE_INFINITY;

    /** Refuses a pair whose first level could never be seen. */
    UsedLevels checked(String component) {
        if (downAt <= degradedAt) {
            throw new IllegalStateException(component + ": downAtPercent " + downAt + " is not above degradedAtPercent "
                    + degradedAt + "; it would go down without being degraded first");
        }
        return this;
    }

    Status of(double percent) {
        return percent >= downAt ? Status.DOWN : percent >= degradedAt ? Status.DEGRADED : Status.UP;
    }

    /** The level that stands for a status that is not UP. */
    String text(Status status) {
        return Percent.text(status == Status.DOWN ? downAt : degradedAt);
    }
}
