package io.plimsoll.resilience.shed;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** One request more and all would have been given back, but something critical is refused at that moment: it is not forgotten. */
@JCStressTest
@Outcome(id = "false, 9700", expect = Expect.ACCEPTABLE, desc = "what is less critical makes room")
@Outcome(expect = Expect.FORBIDDEN, desc = "nobody knows that something is to be given back")
@State
public class RefusalWhileAllIsGivenBack {

    private static final int LIMIT = 10_000;

    private final Shares shares = Shares.onDemand();

    public RefusalWhileAllIsGivenBack() {
        shares.refused(Criticality.CRITICAL, 0);
        while (shares.most(Criticality.NORMAL, LIMIT) < LIMIT - 1) {
            shares.letIn(0);
        }
    }

    @Actor
    public void letsIn() {
        shares.letIn(0);
    }

    @Actor
    public void refuses() {
        shares.refused(Criticality.CRITICAL, 0);
    }

    @Arbiter
    public void afterwards(ZI_Result result) {
        result.r1 = shares.areWhole();
        result.r2 = shares.most(Criticality.NORMAL, LIMIT);
    }
}
