package io.plimsoll.resilience;

import java.util.concurrent.CompletionException;

/** Hands an exception on from within a stage as the JDK's own stages do. */
final class Rethrown {

    private Rethrown() {}

    static CompletionException of(Throwable thrown) {
        return thrown instanceof CompletionException wrapped ? wrapped : new CompletionException(thrown);
    }
}
