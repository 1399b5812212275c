/**
 * The business: a cart becomes an order.
 *
 * <p>{@link io.plimsoll.examples.checkout.shop.ShopApi} is the way in. Carts live in Redis, stock is asked of
 * inventory-service, orders go to PostgreSQL, and each of the three is called with limits, so that a sick one costs a
 * request some seconds and then an honest 503.
 */
@NullMarked
package io.plimsoll.examples.checkout.shop;

import org.jspecify.annotations.NullMarked;
