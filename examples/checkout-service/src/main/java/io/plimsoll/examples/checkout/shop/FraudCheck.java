package io.plimsoll.examples.checkout.shop;

import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.Fallback;
import java.io.IOException;

/** Asks whether to sell. While nobody knows, because the check is off or down, orders go through and someone looks at them. */
public final class FraudCheck {

    private final Service fraudCheck;

    public FraudCheck(Service fraudCheck) {
        this.fraudCheck = fraudCheck;
    }

    Verdict of(String cartId) {
        try {
            return fraudCheck
                    .guard()
                    .serve(
                            attempt -> fraudCheck
                                    .get(attempt, "/fraud/carts/{cart}", cartId, Answer.class)
                                    .map(answer -> answer.suspicious() ? Verdict.SUSPICIOUS : Verdict.CLEAR)
                                    .orElse(Verdict.UNKNOWN),
                            Fallback.to(Verdict.UNKNOWN))
                    .value();
        } catch (IOException | AnswerException notItsFault) {
            return Verdict.UNKNOWN;
        }
    }

    /** What it said. */
    enum Verdict {
        CLEAR,
        SUSPICIOUS,
        UNKNOWN
    }

    private record Answer(boolean suspicious) {}
}
