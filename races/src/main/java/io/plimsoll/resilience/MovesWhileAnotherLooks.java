package io.plimsoll.resilience;

import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Of three places never more than two are taken, but one of the two moves while somebody looks for a place, who so may find
 * each of the three taken when looking at it.
 */
@JCStressTest
@Outcome(id = "true, 3", expect = Expect.ACCEPTABLE, desc = "let in")
@Outcome(expect = Expect.FORBIDDEN, desc = "refused although there was room at every moment")
@State
public class MovesWhileAnotherLooks {

    private static final int PLACES = 3;

    private final InFlight inFlight = new InFlight(PLACES);
    private final Attempt moves;

    public MovesWhileAnotherLooks() {
        var inside = new Attempt[PLACES];
        for (int i = 0; i < PLACES; i++) {
            inside[i] = Attempted.overdue();
            inFlight.enter(inside[i], inFlight.limit());
        }
        int free = ThreadLocalRandom.current().nextInt(PLACES);
        inFlight.leave(inside[free]);
        moves = inside[(free + 1 + ThreadLocalRandom.current().nextInt(PLACES - 1)) % PLACES];
    }

    @Actor
    public void move() {
        inFlight.leave(moves);
        inFlight.enter(Attempted.overdue(), inFlight.limit());
    }

    @Actor
    public void enter(ZI_Result result) {
        result.r1 = inFlight.enter(Attempted.overdue(), inFlight.limit());
    }

    @Arbiter
    public void afterwards(ZI_Result result) {
        result.r2 = inFlight.inside();
    }
}
