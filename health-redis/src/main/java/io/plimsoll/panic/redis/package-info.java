/**
 * The buttons of a fleet: {@link io.plimsoll.panic.redis.RedisPanicStore} spreads the leases of a {@link
 * io.plimsoll.panic.PanicBoard} over Redis, and holds what is pressed when Redis is gone.
 *
 * <p>All of a fleet's leases are the fields of one hash; one state of a lease, one field. What is known of a lease is the union of
 * its fields, so writers only ever add, in any order and as often as they like, and nothing has to be compared and set. A field is
 * removed when another one says all that it says, or when it has been over for long.
 */
@NullMarked
package io.plimsoll.panic.redis;

import org.jspecify.annotations.NullMarked;
