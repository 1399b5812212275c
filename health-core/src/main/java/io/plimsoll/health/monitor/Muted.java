package io.plimsoll.health.monitor;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Status;

/**
 * How a component is shown that somebody took out of the verdict: as it is, with its numbers and its words, and under the code of
 * those that do not count. One that is UP has no code, and a flag all the same.
 */
final class Muted {

    private static final int LONGEST_ERROR = 200;

    private Muted() {}

    static ComponentHealth shown(ComponentHealth real) {
        return new ComponentHealth(
                real.name(),
                real.required(),
                real.status(),
                shown(real.finding()).with("muted", true),
                real.latency(),
                real.since(),
                real.checkedAt(),
                real.eventId(),
                real.executions());
    }

    private static Finding shown(Finding real) {
        if (real.status() == Status.UP || real.code() == null) {
            return real;
        }
        String error = "Muted: " + real.error();
        return new Finding(
                        real.status(),
                        Code.MUTED,
                        error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) : error,
                        real.scope(),
                        real.readings(),
                        real.details(),
                        real.cause(),
                        real.latency())
                .detail("muted_code", real.code().name());
    }
}
