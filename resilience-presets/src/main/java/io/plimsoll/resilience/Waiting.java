package io.plimsoll.resilience;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How a synchronous call waits before its next attempt. */
@FunctionalInterface
interface Waiting {

    /** On the calling thread, until it is over or the thread is interrupted. */
    void await(Duration duration) throws InterruptedException;

    /** For a signal that nobody gives. */
    static Waiting real() {
        return duration -> {
            if (new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("a latch that nobody counts down was counted down");
            }
        };
    }
}
