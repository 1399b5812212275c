package io.plimsoll.resilience.budget;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** One retry is left, and two ask for it: one gets it. */
@JCStressTest
@Outcome(
        id = {"true, false, 0", "false, true, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "one of them")
@Outcome(expect = Expect.FORBIDDEN, desc = "given twice, or to nobody")
@State
public class TwoTakeTheLastRetry {

    private final RetryBudget budget = RetryBudget.of(0, 1, () -> 0);

    @Actor
    public void first(ZZI_Result result) {
        result.r1 = budget.tryRetry();
    }

    @Actor
    public void second(ZZI_Result result) {
        result.r2 = budget.tryRetry();
    }

    @Arbiter
    public void afterwards(ZZI_Result result) {
        result.r3 = (int) budget.balance();
    }
}
