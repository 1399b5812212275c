package io.plimsoll.examples.checkout.shop;

import java.util.List;

/** What someone has bought. */
record Order(long orderId, String cart, String status, List<Cart.Item> lines) {}
