package io.plimsoll.examples.checkout.shop;

import io.plimsoll.examples.checkout.shop.FraudCheck.Verdict;
import io.plimsoll.examples.checkout.web.Refusal;
import io.plimsoll.resilience.CallRefusedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a cart into an order. */
public final class Checkout {

    private static final Logger log = LoggerFactory.getLogger(Checkout.class);

    private final Carts carts;
    private final InventoryClient inventory;
    private final FraudCheck fraudCheck;
    private final OrderStore orders;
    private final Settlement settlement;

    public Checkout(
            Carts carts, InventoryClient inventory, FraudCheck fraudCheck, OrderStore orders, Settlement settlement) {
        this.carts = carts;
        this.inventory = inventory;
        this.fraudCheck = fraudCheck;
        this.orders = orders;
        this.settlement = settlement;
    }

    Order place(String cartId, @Nullable String idempotencyKey) {
        var cart = new Cart(carts.find(cartId)
                .orElseThrow(() -> new Refusal(404, "No such cart"))
                .items());
        for (Cart.Item item : cart.items()) {
            if (inventory.available(item.sku()) < item.quantity()) {
                throw new Refusal(409, "Not enough of " + item.sku() + " in stock");
            }
        }
        Verdict verdict = fraudCheck.of(cartId);
        if (verdict == Verdict.SUSPICIOUS) {
            throw new Refusal(403, "Not for you");
        }
        String status = verdict == Verdict.CLEAR ? Order.PENDING : Order.MANUAL_REVIEW;
        var order = orders.place(cartId, cart, status, idempotencyKey);
        forget(cartId);
        return settlement.settle(order.orElseThrow(() -> new Refusal(409, "The cart has changed: look at it again")));
    }

    /** The order stands. A cache that shows the cart as it was does so for a minute at most. */
    private void forget(String cartId) {
        try {
            carts.forget(cartId);
        } catch (UnavailableException | CallRefusedException tooBad) {
            log.debug("The cache may show a cart as it was before it was bought", tooBad);
        }
    }
}
