package io.plimsoll.panic;

/**
 * Is told what becomes of leases, wherever they were pressed. Each listener is called on a thread of the executor, one event at
 * a time and in order; one that throws or blocks stops neither the board nor another listener.
 *
 * <p>Several leases can hold one button: what depends on the button looks at {@link PanicButton#isPressed()} when it is told.
 */
public interface PanicListener {

    /** A lease began. */
    default void pressed(Lease lease) {}

    /** A lease lasts longer than it did. */
    default void extended(Lease lease) {}

    /** In five minutes nothing holds the button down any more, unless somebody extends this lease. */
    default void ending(Lease lease) {}

    /** Somebody ended a lease before its time. */
    default void released(Lease lease) {}

    /** A lease's time was over. */
    default void ended(Lease lease) {}
}
