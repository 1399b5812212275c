package io.plimsoll.examples.checkout.shop;

import java.util.List;

/** What someone has bought. */
record Order(long orderId, String cart, String status, List<Cart.Item> lines) {

    /** Not paid yet. */
    static final String PENDING = "pending";

    /** Paid. */
    static final String CONFIRMED = "confirmed";

    /** Nobody checked it for fraud, so somebody has to, before it is paid. */
    static final String MANUAL_REVIEW = "manual_review";

    boolean isPending() {
        return status.equals(PENDING);
    }

    Order confirmed() {
        return new Order(orderId, cart, CONFIRMED, lines);
    }
}
