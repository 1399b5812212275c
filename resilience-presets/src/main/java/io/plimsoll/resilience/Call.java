package io.plimsoll.resilience;

import org.jspecify.annotations.Nullable;

/**
 * One call to a dependency, made on the caller's thread; run once for each attempt.
 *
 * @param <T> what it returns
 * @param <E> the checked exception that it throws; none for most lambdas
 */
@FunctionalInterface
public interface Call<T extends @Nullable Object, E extends Exception> {

    /** Makes the call within {@link Attempt#remaining()}, which it hands to its client as the limit. */
    T run(Attempt attempt) throws E;
}
