package io.plimsoll.panic;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A release is heard of just as the lease is extended here: released it stays. */
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "released in the end")
@Outcome(expect = Expect.FORBIDDEN, desc = "an extension outlived the release")
@State
public class MergeOfReleaseWhileExtended {

    private final RacedButton it = new RacedButton();

    @Actor
    public void first() {
        it.hearOfRelease();
    }

    @Actor
    public void second(LL_Result result) {
        it.extend();
        result.r1 = it.read();
    }

    @Arbiter
    public void afterwards(LL_Result result) {
        result.r2 = it.read();
    }
}
