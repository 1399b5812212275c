package io.plimsoll.examples.checkout.shop;

import java.util.List;

/**
 * A cart as it is stored and shown.
 *
 * @param orders how often it was bought since it was filled
 */
record StoredCart(String cart, List<Cart.Item> items, int orders) {}
