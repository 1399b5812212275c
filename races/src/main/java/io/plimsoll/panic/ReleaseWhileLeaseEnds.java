package io.plimsoll.panic;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A lease is released just as its time is over: it ends once, with a ramp only if time was first. */
@JCStressTest
@Outcome(id = "0 ramp, 0 ramp", expect = Expect.ACCEPTABLE, desc = "time was first")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the release was first")
@Outcome(expect = Expect.FORBIDDEN, desc = "it ended twice, or not at all")
@State
public class ReleaseWhileLeaseEnds {

    private final RacedButton it = new RacedButton().due();

    @Actor
    public void first() {
        it.expire();
    }

    @Actor
    public void second(LL_Result result) {
        it.release();
        result.r1 = it.read();
    }

    @Arbiter
    public void afterwards(LL_Result result) {
        result.r2 = it.read();
    }
}
