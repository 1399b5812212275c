package io.plimsoll.health.jdbc.hikari;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How a pool is to be filled.
 *
 * @param target how many connections it has when it is full
 * @param minimum how many it needs to begin with, made without the wait at random
 * @param pace the shortest time between two connections, half of it more at random
 * @param spread the longest wait at random before the rest is made
 * @param distress while it is true no connection is made; foreign code
 */
record WarmupPlan(int target, int minimum, Duration pace, Duration spread, BooleanSupplier distress) {}
