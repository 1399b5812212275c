package io.plimsoll.time;

import static java.util.Objects.requireNonNull;

/**
 * Runs a task when the JVM ends in an orderly way, and forgets it when closed before: a shutdown hook that a library leaves
 * behind holds its class loader for ever.
 *
 * <p>The task runs beside all other hooks, in no order. It should be done soon, since the JVM waits for it.
 */
public final class AtExit implements AutoCloseable {

    private final Thread hook;

    private AtExit(Thread hook) {
        this.hook = hook;
    }

    /**
     * Registers the task; does nothing if the JVM ends already.
     *
     * @param name of its thread, after {@code plimsoll-}
     */
    public static AtExit run(String name, Runnable task) {
        var hook = new Thread(requireNonNull(task, "task"), "plimsoll-" + requireNonNull(name, "name"));
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException endsAlready) {
            // Then whoever stops things in order has to do.
        }
        return new AtExit(hook);
    }

    /** Forgets the task, unless the JVM ends already. Idempotent. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endsAlready) {
            // It runs, or has run.
        }
    }
}
