package io.plimsoll.benchmarks.overhead;

import java.time.Duration;

/** What stands between the storefront and what it calls. */
interface Calls extends AutoCloseable {

    /**
     * A call that may take so long.
     *
     * @param <T> what it returns
     */
    @FunctionalInterface
    interface Work<T> {
        T within(Duration limit) throws Exception;
    }

    <T> T inventory(Work<T> work) throws Exception;

    <T> T database(Work<T> work) throws Exception;

    /** Where health is; 0 if it is nowhere. */
    int opsPort();

    @Override
    void close();
}
