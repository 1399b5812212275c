package io.plimsoll.resilience.logstorm;

import java.util.concurrent.atomic.LongAdder;

/** A logger that has lost events. */
final class Source {

    final String logger;
    final LongAdder dropped = new LongAdder();
    long told; // guarded by the lock of who tells

    Source(String logger) {
        this.logger = logger;
    }

    long untold() {
        return dropped.sum() - told;
    }
}
