package io.plimsoll.panic;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** The last lease ends just as somebody presses: the button is pressed in the end, and nobody sees a ramp after it. */
@JCStressTest
@Outcome(
        id = {"2, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "the new lease holds, whether the old one had ended when it was pressed or not")
@Outcome(expect = Expect.FORBIDDEN, desc = "a press was lost, or an ended lease holds")
@State
public class PressWhileLeaseEnds {

    private final RacedButton it = new RacedButton().due();

    @Actor
    public void first() {
        it.expire();
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
