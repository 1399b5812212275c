package io.plimsoll.resilience.hop;

import org.jspecify.annotations.Nullable;

/** While it is open, its thread works on a request of which something is known. To be closed by the same thread. */
public final class Scope implements AutoCloseable {

    private final Runnable end;

    private Scope(Runnable end) {
        this.end = end;
    }

    /** Sets the value for this thread; the end sets back what was there before. */
    public static <T> Scope of(ThreadLocal<@Nullable T> current, T value) {
        T before = current.get();
        current.set(value);
        return new Scope(before == null ? current::remove : () -> current.set(before));
    }

    @Override
    public void close() {
        end.run();
    }
}
