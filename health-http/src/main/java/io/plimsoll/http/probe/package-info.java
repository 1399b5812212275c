/**
 * We ask: is another HTTP service up?
 *
 * <p>{@link io.plimsoll.http.probe.HttpProbe} sends one {@code GET} per check with {@code java.net.http} and nothing else; it
 * needs none of the optional libraries of this module.
 *
 * <pre>{@code
 * HealthMonitor.builder("checkout-service", "v3.4.12")
 *     .optional("inventory_service", HttpProbe.get("http://inventory/health/shallow"))
 * }</pre>
 *
 * <p>Ask for <em>shallow</em> health. A probe of another service's deep health makes that service's dependencies ours, and
 * two services that ask each other deeply can hold each other DOWN after the cause is gone. One that must ask deeply says so
 * by the header {@code Health-Chain}.
 *
 * <p>The whole exchange, from the name lookup to the end of the body, must fit into the attempt's time: a server that drips
 * is as silent as one that says nothing. An answer counts as one whatever it says, so it is at worst DEGRADED; no answer is
 * DOWN, which an optional component shows as DEGRADED. Redirects are not followed, cookies are not kept, proxies are not
 * used, and of the body at most 64 KB are read and thrown away.
 */
@NullMarked
package io.plimsoll.http.probe;

import org.jspecify.annotations.NullMarked;
