package io.plimsoll.health.monitor;

import io.plimsoll.health.HealthListener;
import io.plimsoll.health.ProbeResult;
import io.plimsoll.time.GuardedListener;
import java.time.Duration;
import java.time.Instant;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two events at once for a listener that is not thread-safe: it is told both, one after the other. */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "told both, safely")
@Outcome(expect = Expect.FORBIDDEN, desc = "an event was lost, or the listener was called concurrently")
@State
public class TwoTellOneListener {

    private static final ProbeResult RESULT = new ProbeResult("c", OldSnapshot.SLOW, Duration.ZERO, Instant.EPOCH);

    private int told; // plain on purpose: the guard alone makes it safe

    private final GuardedListener<HealthListener> listener = new GuardedListener<>(
            new HealthListener() {
                @Override
                public void probed(ProbeResult result) {
                    told++;
                }
            },
            task -> task.run());

    @Actor
    public void first() {
        listener.tell(it -> it.probed(RESULT));
    }

    @Actor
    public void second() {
        listener.tell(it -> it.probed(RESULT));
    }

    @Arbiter
    public void afterwards(I_Result result) {
        result.r1 = told;
    }
}
