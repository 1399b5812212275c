package io.plimsoll.rules.broken.health.micrometer;

import io.micrometer.core.instrument.MeterRegistry;

/** May know Micrometer. */
final class Meters {
    final MeterRegistry registry;

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }
}
