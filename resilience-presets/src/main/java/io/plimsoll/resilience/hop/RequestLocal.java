package io.plimsoll.resilience.hop;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is known of the request that a thread works on. To be kept in a static field, as a {@link ThreadLocal} is.
 *
 * @param <T> what is known
 */
public final class RequestLocal<T> {

    @SuppressWarnings("ThreadLocalUsage") // static if this is
    private final ThreadLocal<@Nullable T> current = new ThreadLocal<>();

    private final T unknown;

    /**
     * For each thing that is known, one.
     *
     * @param unknown what a thread has that nobody has told
     */
    public RequestLocal(T unknown) {
        this.unknown = requireNonNull(unknown, "unknown");
    }

    /** What this thread was told last of the request that it works on. */
    public T current() {
        T known = current.get();
        return known == null ? unknown : known;
    }

    /** Runs the work on this thread as part of such a request. */
    public <R> R during(T known, Supplier<R> work) {
        requireNonNull(work, "work");
        Scope scope = open(known);
        try {
            return work.get();
        } finally {
            scope.close();
        }
    }

    /** The same for work that cannot be handed in. */
    public Scope open(T known) {
        T before = current.get();
        current.set(requireNonNull(known, "known"));
        return () -> {
            if (before == null) {
                current.remove();
            } else {
                current.set(before);
            }
        };
    }

    /** While it is open, its thread works on the request. To be closed by the same thread, which then has what it had before. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {

        @Override
        void close();
    }
}
