package io.plimsoll.resilience;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** An attempt ends while somebody who was refused finds it overdue: one of the two accounts for it, and its place is free. */
@JCStressTest
@Outcome(
        id = {"true, false, 0", "false, true, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "accounted for once")
@Outcome(expect = Expect.FORBIDDEN, desc = "accounted for twice or never, or the place is lost")
@State
public class EndsWhileFoundOverdue {

    private final InFlight inFlight = new InFlight(1);
    private final Attempt attempt = Attempted.overdue();

    public EndsWhileFoundOverdue() {
        inFlight.enter(attempt, inFlight.limit());
    }

    @Actor
    public void end(ZZI_Result result) {
        result.r1 = inFlight.leave(attempt);
    }

    @Actor
    public void refused(ZZI_Result result) {
        inFlight.forEachOverdue(() -> 2, found -> result.r2 = inFlight.account(found));
    }

    @Arbiter
    public void afterwards(ZZI_Result result) {
        result.r3 = inFlight.inside();
    }
}
