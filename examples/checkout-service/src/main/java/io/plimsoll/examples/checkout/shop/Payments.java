package io.plimsoll.examples.checkout.shop;

import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.Fallback;
import java.io.IOException;

/** Takes the money for an order, once, however often it is asked to. */
public final class Payments {

    private final Service payments;

    public Payments(Service payments) {
        this.payments = payments;
    }

    /** Whether it is paid; {@code false} if nobody knows. */
    boolean pay(long orderId) {
        try {
            return payments.guard()
                    .serve(
                            attempt -> payments.send(
                                            attempt, "PUT", "/payments/{order}", Long.toString(orderId), Payment.class)
                                    .isPresent(),
                            Fallback.to(false))
                    .value();
        } catch (IOException | AnswerException notItsFault) {
            return false;
        }
    }

    private record Payment(String order, boolean takenNow) {}
}
