/**
 * How this module talks to Redis: a client that is one daemon thread and one link at a time, and words for what goes wrong.
 *
 * <p>Not exported: {@link io.plimsoll.health.redis.wire.Wire} is for the probe and for the fleet's buttons only.
 */
@NullMarked
package io.plimsoll.health.redis.wire;

import org.jspecify.annotations.NullMarked;
