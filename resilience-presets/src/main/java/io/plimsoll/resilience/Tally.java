package io.plimsoll.resilience;

/** What a guard counts, besides its refusals by {@link Stage}. */
public enum Tally {
    /** Calls that returned something. */
    SUCCEEDED,
    /** Calls that ended with a failure, whoever's fault it was; refused ones are not among them. */
    FAILED,
    /** Attempts beyond the first of a call. */
    RETRIED,
    /** Attempts that the dependency answered with 429. */
    RATE_LIMITED,
    /** Attempts that were still on their way when their deadline was over, because their clients ignore it. */
    OVERDUE,
    /** Answers that were served from memory instead. */
    SERVED_STALE,
    /** Answers that were served from a fallback instead. */
    SERVED_DEGRADED
}
