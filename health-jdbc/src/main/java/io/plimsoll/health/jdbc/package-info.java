/**
 * Health of a database as its application sees it: is it the pool or the database.
 *
 * <p>{@link io.plimsoll.health.jdbc.DatabaseProbe} is the way in. It puts two looks together, neither of which waits for a
 * connection of the pool: a {@link io.plimsoll.health.probe.PoolWatch} over the pool's numbers, and a sentinel, which is one
 * connection of its own that makes one round trip a check. What is particular to HikariCP is in {@code hikari}; for any
 * other pool the application supplies the numbers and a {@link io.plimsoll.health.jdbc.Connector}.
 */
@NullMarked
package io.plimsoll.health.jdbc;

import org.jspecify.annotations.NullMarked;
