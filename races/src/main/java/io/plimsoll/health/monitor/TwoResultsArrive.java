package io.plimsoll.health.monitor;

import io.plimsoll.health.Finding;
import io.plimsoll.health.Status;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Two updates at once, then a read: none is lost, and no reader sees half of one. */
@JCStressTest
@Outcome(id = ".*contradiction.*", expect = Expect.FORBIDDEN, desc = "a report disagrees with itself")
@Outcome(id = ".*, UP null, DEGRADED SLOW", expect = Expect.ACCEPTABLE, desc = "both are there in the end")
@Outcome(expect = Expect.FORBIDDEN, desc = "an update was lost")
@State
public class TwoResultsArrive {

    private final OldSnapshot old = new OldSnapshot(2, Status.UP);

    @Actor
    public void first() {
        old.publish(0, Finding.up());
    }

    @Actor
    public void secondAndReader(LLL_Result result) {
        old.publish(1, OldSnapshot.SLOW);
        result.r1 = old.read(0);
    }

    @Arbiter
    public void afterwards(LLL_Result result) {
        result.r2 = old.read(0);
        result.r3 = old.read(1);
    }
}
