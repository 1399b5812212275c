/**
 * What is particular to HikariCP: its numbers, its recipe for connections, who holds them for too long, and what helps.
 *
 * <p>What looks asks the pool for no connection. {@link io.plimsoll.health.jdbc.hikari.HikariStats} reads the pool's counters;
 * {@link io.plimsoll.health.jdbc.hikari.HikariRecipe} makes a connection beside the pool, the way the pool makes its own;
 * {@link io.plimsoll.health.jdbc.hikari.LeakWatch} knows what HikariCP's leak detection knows.
 *
 * <p>What helps is done by whoever is on call, for a while: {@link io.plimsoll.health.jdbc.hikari.LargerPool} and {@link
 * io.plimsoll.health.jdbc.hikari.PacedEviction}. They know the server by a {@link io.plimsoll.health.jdbc.hikari.PoolServer}.
 *
 * <p>{@link io.plimsoll.health.jdbc.hikari.HikariWarmup} is the only one that changes a pool by itself, as long as it runs.
 */
@NullMarked
package io.plimsoll.health.jdbc.hikari;

import org.jspecify.annotations.NullMarked;
