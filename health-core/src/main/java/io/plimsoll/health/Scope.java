package io.plimsoll.health;

/**
 * Whom a finding concerns. Taking this instance out of the load balancer helps against a local finding and makes a shared
 * one worse, since every other instance has it too.
 */
public enum Scope {
    /** This instance only: its disk, its heap, its leaked connections. */
    LOCAL,
    /** Every instance that uses the same dependency, or nobody knows. */
    SHARED
}
