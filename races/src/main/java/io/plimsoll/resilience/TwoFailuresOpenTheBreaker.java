package io.plimsoll.resilience;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

/** The two failures that open a breaker come at once: it is open, and that is told once. */
@JCStressTest
@Outcome(id = "OPEN, 1", expect = Expect.ACCEPTABLE, desc = "opened, and told once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a failure was lost, or the opening was told twice or never")
@State
public class TwoFailuresOpenTheBreaker {

    private static final BreakerRule RULE =
            new BreakerRule(50, 2, Duration.ofSeconds(10), Duration.ofSeconds(30), 1, 50, 100);

    private final AtomicInteger told = new AtomicInteger();
    private final Breaker breaker =
            new Breaker("races", RULE, Duration.ofSeconds(2), () -> 0, (before, after) -> told.incrementAndGet());

    @Actor
    public void first() {
        fail();
    }

    @Actor
    public void second() {
        fail();
    }

    @Arbiter
    public void afterwards(LI_Result result) {
        result.r1 = breaker.state();
        result.r2 = told.get();
    }

    private void fail() {
        if (breaker.permits(0)) {
            breaker.failed(breaker.era(), 1, 0, new IllegalStateException("no"));
        }
    }
}
