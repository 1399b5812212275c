/**
 * What is particular to HikariCP: its numbers and its recipe for connections.
 *
 * <p>Neither asks the pool for a connection. {@link io.plimsoll.health.jdbc.hikari.HikariStats} reads the pool's counters;
 * {@link io.plimsoll.health.jdbc.hikari.HikariRecipe} makes a connection beside the pool, the way the pool makes its own.
 */
@NullMarked
package io.plimsoll.health.jdbc.hikari;

import org.jspecify.annotations.NullMarked;
