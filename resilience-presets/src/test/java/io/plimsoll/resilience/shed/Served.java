package io.plimsoll.resilience.shed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A limit that lets a test wait until a request has left: its answer is there a moment before. */
public final class Served implements ConcurrencyLimit {

    private final ConcurrencyLimit limit;
    private final Semaphore served = new Semaphore(0);

    public Served(ConcurrencyLimit limit) {
        this.limit = limit;
    }

    @Override
    public int current() {
        return limit.current();
    }

    @Override
    public void served(long startNanos, long nanos, int inside) {
        served.release();
    }

    /** Waits for so many to have been served since the last time that one waited, and sees that there were no more. */
    public void await(int requests) throws InterruptedException {
        assertThat(served.tryAcquire(requests, 10, TimeUnit.SECONDS)).isTrue();
        assertThat(served.availablePermits()).isZero();
    }
}
