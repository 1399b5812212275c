/**
 * We are asked: requests for health, and the JSON that answers them, without any server.
 *
 * <p>An adapter turns its server's request into an {@link io.plimsoll.http.endpoint.OpsRequest}, hands it to the {@link
 * io.plimsoll.http.endpoint.OpsRouter} and writes the {@link io.plimsoll.http.endpoint.OpsResponse} out as it is. An
 * answer is a look at what the monitor already knows: no request runs a probe, waits for one, or changes a threshold.
 * Inside, a route leads to an endpoint, and an endpoint keeps what it has rendered until what it shows changes.
 *
 * <p>The shapes of all answers are JSON Schemas beside the classes, in {@code io/plimsoll/http/schema/}.
 */
@NullMarked
package io.plimsoll.http.endpoint;

import org.jspecify.annotations.NullMarked;
