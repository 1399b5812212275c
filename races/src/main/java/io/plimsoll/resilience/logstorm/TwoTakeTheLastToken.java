package io.plimsoll.resilience.logstorm;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** One token is left, and two events want it: one gets it. */
@JCStressTest
@Outcome(
        id = {"true, false", "false, true"},
        expect = Expect.ACCEPTABLE,
        desc = "one of them")
@Outcome(expect = Expect.FORBIDDEN, desc = "given twice, or to nobody")
@State
public class TwoTakeTheLastToken {

    private final TokenBucket bucket = new TokenBucket(100, 1, 0);

    @Actor
    public void first(ZZ_Result result) {
        result.r1 = bucket.tryTake(0);
    }

    @Actor
    public void second(ZZ_Result result) {
        result.r2 = bucket.tryTake(0);
    }
}
