package io.plimsoll.resilience;

/**
 * What belongs to a call but hangs on its thread, such as a trace: taken along to the threads on which the later attempts of an
 * asynchronous call begin. Synchronous calls need none, since they stay on their thread.
 */
@FunctionalInterface
public interface CallContext {

    /** Takes what hangs on this thread. */
    Captured capture();

    /** What was taken. */
    @FunctionalInterface
    interface Captured {

        /** Hangs it on this thread; closing what is returned, on the same thread, puts back what was there. */
        Scope restore();
    }

    /** While it is open, the context is in place. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {

        @Override
        void close();
    }
}
