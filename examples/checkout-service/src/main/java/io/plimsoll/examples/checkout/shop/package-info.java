/**
 * The business: a cart becomes an order.
 *
 * <p>{@link io.plimsoll.examples.checkout.shop.ShopApi} is the way in. Carts and orders are in PostgreSQL, carts are cached in
 * Redis, and stock, fraud check, payment and recommendations are other services. Each of them is called through a guard whose
 * deadline reaches the driver or client, so that a sick one costs a request some seconds and then an honest 503, and soon nothing
 * but a 429.
 */
@NullMarked
package io.plimsoll.examples.checkout.shop;

import org.jspecify.annotations.NullMarked;
