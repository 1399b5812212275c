package io.plimsoll.health.monitor;

import java.util.concurrent.atomic.AtomicLong;

/** Short names for transitions, unique enough to find one in the logs of a fleet: {@code 3f9a1c-17}. */
final class EventIds {

    private final String prefix;
    private final AtomicLong last = new AtomicLong();

    /** @param seed what tells this monitor from others; any number */
    EventIds(int seed) {
        prefix = String.format("%06x-", seed & 0xffffff);
    }

    String next() {
        return prefix + last.incrementAndGet();
    }
}
