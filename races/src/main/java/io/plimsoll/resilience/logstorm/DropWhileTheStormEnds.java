package io.plimsoll.resilience.logstorm;

import io.plimsoll.time.Timing;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * An event is dropped while the last look at the storm finds that all is told: there is another look to come that tells it. Two
 * have been dropped then.
 */
@JCStressTest
@Outcome(id = "true, 2", expect = Expect.ACCEPTABLE, desc = "both told, now or at the next look")
@Outcome(expect = Expect.FORBIDDEN, desc = "one is never told")
@State
public class DropWhileTheStormEnds {

    private final Queue<Runnable> looks = new ArrayDeque<>(); // guarded by itself
    private int told; // one teller at a time
    private final LogStorm storm = LogStorm.of(
            LogStormSettings.defaults().withEventsPerSecond(1).withBurst(1),
            new Timing(
                    () -> 0,
                    InstantSource.system(),
                    (delay, look) -> {
                        synchronized (looks) {
                            looks.add(look);
                        }
                        return () -> {};
                    },
                    Runnable::run),
            (logger, summary) -> {
                told += Integer.parseInt(summary.replaceAll("\\D", ""));
                return true;
            });
    private final Runnable lastLook;

    public DropWhileTheStormEnds() {
        storm.offer("checkout", "Checkout failed", null);
        storm.offer("checkout", "Checkout failed", null);
        next().run(); // it is quiet, and what was dropped is told
        lastLook = next();
    }

    @Actor
    public void drops(ZI_Result result) {
        result.r1 = storm.offer("checkout", "Checkout failed", null).isDropped();
    }

    @Actor
    public void ends() {
        lastLook.run();
    }

    @Arbiter
    public void afterwards(ZI_Result result) {
        // Two looks find any storm over that has no more drops; if none is to come, nobody will tell.
        for (int look = 0; look < 2; look++) {
            Runnable next = next();
            if (next != null) {
                next.run();
            }
        }
        result.r2 = told;
    }

    private Runnable next() {
        synchronized (looks) {
            return looks.poll();
        }
    }
}
