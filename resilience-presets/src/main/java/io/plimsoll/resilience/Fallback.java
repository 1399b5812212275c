package io.plimsoll.resilience;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What to serve when a call is refused or fails through the dependency's fault. It stands outside of everything else, so it
 * neither hides a failure from the retries nor from the breaker.
 *
 * @param <T> what the call returns
 */
@FunctionalInterface
public interface Fallback<T> {

    /**
     * What to serve instead; {@code null} if there is nothing, and the failure is thrown after all.
     *
     * @param reason why there is nothing fresh, in words that anyone may read
     */
    @Nullable
    Served<T> instead(String reason);

    /** The call succeeded: a fallback that remembers does it here. */
    default void fresh(T value) {}

    /** Always the same. */
    static <T> Fallback<T> to(T value) {
        requireNonNull(value, "value");
        return reason -> new Served.Degraded<>(value, reason);
    }

    /** Made when it is needed; must not ask the dependency again. */
    static <T> Fallback<T> toResultOf(Supplier<T> supplier) {
        requireNonNull(supplier, "supplier");
        return reason -> new Served.Degraded<>(supplier.get(), reason);
    }

    /** The value if this has nothing. */
    default Fallback<T> orElse(T value) {
        Fallback<T> first = this;
        Fallback<T> last = to(value);
        return new Fallback<>() {
            @Override
            public @Nullable Served<T> instead(String reason) {
                Served<T> served = first.instead(reason);
                return served == null ? last.instead(reason) : served;
            }

            @Override
            public void fresh(T fresh) {
                first.fresh(fresh);
            }
        };
    }
}
