/**
 * A checkout service that tells the truth about itself.
 *
 * <p>{@link io.plimsoll.examples.checkout.CheckoutMain} starts it, {@link io.plimsoll.examples.checkout.CheckoutService}
 * is made of its parts: the {@code shop} is the business, {@code downstream} the services that it calls, {@code servers} a
 * PostgreSQL and a Redis of its own, and {@code gameday} breaks all of them on request.
 */
@NullMarked
package io.plimsoll.examples.checkout;

import org.jspecify.annotations.NullMarked;
