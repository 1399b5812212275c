package io.plimsoll.panic;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A lease is released just as it is extended: released it stays. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "released")
@Outcome(expect = Expect.FORBIDDEN, desc = "an extension brought back what was released")
@State
public class ReleaseWhileExtended {

    private final RacedButton it = new RacedButton();

    @Actor
    public void first() {
        it.extend();
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
