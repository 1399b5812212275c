package io.plimsoll.resilience;

/** The parts of a guard that can refuse, from the outermost to the innermost. */
public enum Stage {
    /** The calls are switched off. */
    PANIC("switched off"),
    /** No time is left: for the call, which is then cut if it is asynchronous, or for another attempt. */
    DEADLINE("no time left"),
    /** Retries have used up their share; ends a call with the failure of its last attempt. */
    BUDGET("no retry left in the budget"),
    /** Too many of the last calls failed or were slow. */
    BREAKER("circuit breaker open"),
    /** As many calls as may be are on their way already. */
    BULKHEAD("too many calls at once");

    private final String words;

    Stage(String words) {
        this.words = words;
    }

    /** The same for people; anyone may read it. */
    public String words() {
        return words;
    }
}
