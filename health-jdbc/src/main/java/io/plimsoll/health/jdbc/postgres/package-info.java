/**
 * Who blocks whom, and what else a PostgreSQL server knows about an incident: the only place that speaks PostgreSQL's SQL.
 *
 * <p>{@link io.plimsoll.health.jdbc.postgres.PostgresDiagnosis} asks, on a connection that it is given, and tells in a {@link
 * io.plimsoll.health.jdbc.postgres.Diagnosed}. When to ask, and on which connection, is {@code DatabaseProbe}'s business. It
 * looks and never acts: the statement that would help is printed for whoever is on call.
 *
 * <p>Everything is asked inside {@link io.plimsoll.health.jdbc.postgres.BoundedTransaction}s: read-only, and limited at the
 * server, by settings that end with the transaction, so that a pooler between us and the server hands none of them on. The
 * driver is not needed to compile: this is plain JDBC.
 */
@NullMarked
package io.plimsoll.health.jdbc.postgres;

import org.jspecify.annotations.NullMarked;
