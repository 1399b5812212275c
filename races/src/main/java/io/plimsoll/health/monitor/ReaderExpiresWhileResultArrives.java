package io.plimsoll.health.monitor;

import io.plimsoll.health.Status;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A reader finds the snapshot expired just as a new result comes: the result must not be lost, nor the old UP be read. */
@JCStressTest
@Outcome(id = "DOWN STALE, DEGRADED SLOW", expect = Expect.ACCEPTABLE, desc = "the reader was first")
@Outcome(id = "DEGRADED SLOW, DEGRADED SLOW", expect = Expect.ACCEPTABLE, desc = "the result was first")
@Outcome(expect = Expect.FORBIDDEN, desc = "a result was lost, an old UP was read, or a report disagrees with itself")
@State
public class ReaderExpiresWhileResultArrives {

    private final OldSnapshot old = new OldSnapshot(1, Status.UP);

    @Actor
    public void reader(LL_Result result) {
        result.r1 = old.read(0);
    }

    @Actor
    public void scheduler() {
        old.publish(0, OldSnapshot.SLOW);
    }

    @Arbiter
    public void afterwards(LL_Result result) {
        result.r2 = old.read(0);
    }
}
