package io.plimsoll.resilience;

import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Two threads hand the time to a breaker's clock, one of them held up for long: it is as late as the later one says. */
@JCStressTest
@Outcome(id = "9000, 9000", expect = Expect.ACCEPTABLE, desc = "as late as was said")
@Outcome(expect = Expect.FORBIDDEN, desc = "the clock did not go as far as was said, or went back")
@State
public class TwoSayHowLateItIs {

    private final HandedClock clock = new HandedClock(0);

    @Actor
    public void heldUp() {
        clock.reached(TimeUnit.SECONDS.toNanos(3));
    }

    @Actor
    public void inTime(JJ_Result result) {
        clock.reached(TimeUnit.SECONDS.toNanos(9));
        result.r1 = clock.millis();
    }

    @Arbiter
    public void afterwards(JJ_Result result) {
        result.r2 = clock.millis();
    }
}
