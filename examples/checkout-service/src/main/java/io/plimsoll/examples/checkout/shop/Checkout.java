package io.plimsoll.examples.checkout.shop;

import io.plimsoll.examples.checkout.web.Refusal;
import org.jspecify.annotations.Nullable;

/** Turns a cart into an order. */
public final class Checkout {

    private final CartStore carts;
    private final InventoryClient inventory;
    private final OrderStore orders;

    public Checkout(CartStore carts, InventoryClient inventory, OrderStore orders) {
        this.carts = carts;
        this.inventory = inventory;
        this.orders = orders;
    }

    Order place(String cartId, @Nullable String idempotencyKey) {
        Cart cart = carts.find(cartId).orElseThrow(() -> new Refusal(404, "No such cart"));
        for (Cart.Item item : cart.items()) {
            if (inventory.available(item.sku()) < item.quantity()) {
                throw new Refusal(409, "Not enough of " + item.sku() + " in stock");
            }
        }
        return orders.place(cartId, cart, idempotencyKey);
    }
}
