/**
 * JSON over HTTP, as little of it as this example needs.
 *
 * <p>An {@link io.plimsoll.examples.checkout.web.Endpoint} returns an {@link io.plimsoll.examples.checkout.web.Answer} or
 * throws a {@link io.plimsoll.examples.checkout.web.Refusal}; {@link io.plimsoll.examples.checkout.web.JsonServlet} does
 * the rest.
 */
@NullMarked
package io.plimsoll.examples.checkout.web;

import org.jspecify.annotations.NullMarked;
