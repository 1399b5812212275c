package io.plimsoll.examples.checkout.shop;

import io.plimsoll.resilience.CallRefusedException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pays orders and confirms them. An order that cannot be paid now stays pending, until somebody replays it. */
public final class Settlement {

    private static final Logger log = LoggerFactory.getLogger(Settlement.class);
    private static final int MOST = 1_000;

    private final Payments payments;
    private final OrderStore orders;

    public Settlement(Payments payments, OrderStore orders) {
        this.payments = payments;
        this.orders = orders;
    }

    /** The order as it is afterwards. */
    Order settle(Order order) {
        return order.isPending() && settle(order.orderId()) ? order.confirmed() : order;
    }

    /** Settles what is pending, the oldest first and at most a thousand; stops at the first that cannot be paid. */
    public Replayed replay() {
        List<Long> pending = orders.pending(MOST);
        int confirmed = 0;
        while (confirmed < pending.size() && settle(pending.get(confirmed))) {
            confirmed++;
        }
        return new Replayed(confirmed, pending.size() - confirmed);
    }

    /** What was paid but not confirmed is paid again at a replay, which takes no money twice. */
    private boolean settle(long orderId) {
        if (!payments.pay(orderId)) {
            return false;
        }
        try {
            orders.confirm(orderId);
            return true;
        } catch (UnavailableException | CallRefusedException notNow) {
            log.debug("Order {} is paid and stays pending", orderId, notNow);
            return false;
        }
    }

    /** What came of a replay. */
    public record Replayed(int confirmed, int stillPending) {}
}
