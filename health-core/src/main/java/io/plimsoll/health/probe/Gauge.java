package io.plimsoll.health.probe;

/** Reads one number of the application: a queue's depth, a consumer's lag, orders that are stuck, a counter of payments. */
@FunctionalInterface
public interface Gauge {

    /**
     * Reads the number now. May block as long as a probe may; what it throws becomes {@link
     * io.plimsoll.health.Code#PROBE_FAILED}.
     */
    long read() throws Exception;
}
