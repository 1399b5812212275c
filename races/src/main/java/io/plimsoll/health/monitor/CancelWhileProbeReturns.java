package io.plimsoll.health.monitor;

import io.plimsoll.health.Finding;
import io.plimsoll.time.Timing;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZIZ_Result;

/** An attempt is given up just as its probe returns: no interrupt may escape, no abort may run twice. */
@JCStressTest
@Outcome(id = "false, 0, true", expect = Expect.ACCEPTABLE, desc = "returned before the cancel")
@Outcome(id = "false, 1, true", expect = Expect.ACCEPTABLE, desc = "cancelled, aborted once")
@Outcome(expect = Expect.FORBIDDEN, desc = "an interrupt leaked, an abort ran twice, or the outcome is missing")
@State
public class CancelWhileProbeReturns {

    private static final Timing STILL =
            new Timing(() -> 0, () -> Instant.EPOCH, (delay, task) -> () -> {}, task -> task.run());

    private final AtomicInteger aborted = new AtomicInteger();
    private final Attempt attempt = new Attempt(
            new Component(
                    "c",
                    Component.Role.REQUIRED,
                    context -> {
                        context.onCancel(aborted::incrementAndGet);
                        return Finding.up();
                    },
                    ProbeSettings.defaults()),
            STILL,
            returned -> {});

    @Actor
    public void probe(ZIZ_Result result) {
        attempt.run();
        result.r1 = Thread.interrupted();
    }

    @Actor
    public void scheduler() {
        attempt.cancel();
    }

    @Arbiter
    public void afterwards(ZIZ_Result result) {
        result.r2 = aborted.get();
        result.r3 = attempt.outcome() != null;
    }
}
