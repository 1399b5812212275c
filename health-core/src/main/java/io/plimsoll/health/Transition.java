package io.plimsoll.health;

import java.time.Instant;

/**
 * A component's status or code changed.
 *
 * @param eventId names this transition in answers, log and journal
 * @param at when
 * @param before how the component looked
 * @param after how it looks now; its status or code differs
 * @param service the status of the whole service from now on
 */
public record Transition(String eventId, Instant at, ComponentHealth before, ComponentHealth after, Status service) {

    /**
     * Whether there is more to tell than another code for the same status: codes can flap with every attempt. That a probe
     * turns out to hang, and what came of the first one, is more.
     */
    public boolean isNews() {
        return before.status() != after.status() || after.code() == Code.HUNG || before.code() == Code.NOT_RUN_YET;
    }
}
