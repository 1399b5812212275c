/**
 * Is the Redis server up: {@link io.plimsoll.health.redis.RedisProbe}.
 *
 * <p>The probe has a connection of its own, so it says that the <em>server</em> answers, not that the connections of this
 * service's business do. It sends one {@code PING} per check and nothing between checks.
 */
@NullMarked
package io.plimsoll.health.redis;

import org.jspecify.annotations.NullMarked;
