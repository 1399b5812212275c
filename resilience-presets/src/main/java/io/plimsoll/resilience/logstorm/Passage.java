package io.plimsoll.resilience.logstorm;

import org.jspecify.annotations.Nullable;

/** What becomes of one event. */
public final class Passage {

    static final Passage WHOLE = new Passage(null);
    static final Passage DROPPED = new Passage(null);

    private final @Nullable String insteadOfStack;

    private Passage(@Nullable String insteadOfStack) {
        this.insteadOfStack = insteadOfStack;
    }

    static Passage withoutStack(String note) {
        return new Passage(note);
    }

    /** It is not written, and counted. */
    public boolean isDropped() {
        return this == DROPPED;
    }

    /**
     * What to write in place of the exception: its type and message in one line and its stack's hash; {@code null} if the event
     * is written as it is.
     */
    public @Nullable String insteadOfStack() {
        return insteadOfStack;
    }
}
