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
public record Transition(String eventId, Instant at, ComponentHealth before, ComponentHealth after, Status service) {}
