package io.plimsoll.resilience.budget;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Both find the slice of a second long gone and replace it: both are counted, in the one that stays. */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both counted")
@Outcome(expect = Expect.FORBIDDEN, desc = "a call was lost or counted twice")
@State
public class TwoCallsAtTheTurnOfASecond {

    private long nanos;
    private final RetryBudget budget = RetryBudget.of(1, 0, () -> nanos);

    public TwoCallsAtTheTurnOfASecond() {
        nanos = 25_000_000_000L;
    }

    @Actor
    public void first() {
        budget.recordCall();
    }

    @Actor
    public void second() {
        budget.recordCall();
    }

    @Arbiter
    public void afterwards(I_Result result) {
        result.r1 = (int) budget.balance();
    }
}
