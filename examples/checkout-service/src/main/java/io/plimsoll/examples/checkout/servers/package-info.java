/**
 * A real PostgreSQL and a real Redis, from Maven artifacts: no Docker, nothing preinstalled, root or not.
 *
 * <p>{@link io.plimsoll.examples.checkout.servers.PostgresServer} and {@link
 * io.plimsoll.examples.checkout.servers.RedisServer} are operating system processes of our own, so that a game day can stop
 * them with SIGSTOP, kill them, and start them again on the same port with the same data. The libraries that ship the
 * programs could start them too, but not that.
 */
@NullMarked
package io.plimsoll.examples.checkout.servers;

import org.jspecify.annotations.NullMarked;
