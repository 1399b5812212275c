package io.plimsoll.resilience.logstorm;

import java.util.concurrent.atomic.LongAdder;

/** A logger that has lost events. */
final class Source {

    final String logger;
    final LongAdder dropped = new LongAdder();
    final LongAdder told = new LongAdder();

    Source(String logger) {
        this.logger = logger;
    }

    long untold() {
        return dropped.sum() - told.sum();
    }
}
