package io.plimsoll.resilience;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One call to a dependency that does not block; begun once for each attempt.
 *
 * @param <T> what it will have returned
 */
@FunctionalInterface
public interface AsyncCall<T extends @Nullable Object> {

    /** Begins the call. The first attempt is on the caller's thread, later ones are on a thread of the executor. */
    CompletionStage<T> begin(Attempt attempt);
}
