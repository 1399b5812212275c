package io.plimsoll.resilience;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** One place is left, and two attempts want it: one gets it. */
@JCStressTest
@Outcome(
        id = {"true, false, 1", "false, true, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "one of them")
@Outcome(expect = Expect.FORBIDDEN, desc = "given twice, or to nobody")
@State
public class TwoTakeTheLastPlace {

    private final InFlight inFlight = new InFlight(1);

    @Actor
    public void first(ZZI_Result result) {
        result.r1 = inFlight.enter(Attempted.overdue(), inFlight.limit());
    }

    @Actor
    public void second(ZZI_Result result) {
        result.r2 = inFlight.enter(Attempted.overdue(), inFlight.limit());
    }

    @Arbiter
    public void afterwards(ZZI_Result result) {
        result.r3 = inFlight.inside();
    }
}
