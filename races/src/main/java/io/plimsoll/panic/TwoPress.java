package io.plimsoll.panic;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Two press at once: both hold the button. */
@JCStressTest
@Outcome(
        id = {"2, 3", "3, 3"},
        expect = Expect.ACCEPTABLE,
        desc = "both are there in the end")
@Outcome(expect = Expect.FORBIDDEN, desc = "a press was lost")
@State
public class TwoPress {

    private final RacedButton it = new RacedButton();

    @Actor
    public void first() {
        it.press();
    }

    @Actor
    public void second(LL_Result result) {
        it.press();
        result.r1 = it.read();
    }

    @Arbiter
    public void afterwards(LL_Result result) {
        result.r2 = it.read();
    }
}
