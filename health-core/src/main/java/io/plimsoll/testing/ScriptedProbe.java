package io.plimsoll.testing;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A probe that follows a script, one step a check, and repeats the last step for ever. Safe from any thread.
 */
public final class ScriptedProbe implements Probe {

    /** What happens in one check. */
    @FunctionalInterface
    public interface Step {

        /** May return null and throw anything, as real probes do. */
        @Nullable
        Finding play(ScriptedProbe probe, ProbeContext context) throws Exception;
    }

    /** Finds that all is well. */
    public static final Step OK = (probe, context) -> Finding.up();

    /** Finds its dependency degraded. */
    public static final Step SLOW = (probe, context) -> Finding.degraded(Code.SLOW, "Slow by script");

    /** Finds its dependency down. */
    public static final Step FAIL = (probe, context) -> Finding.down(Code.REFUSED, "Refused by script");

    /** Blocks as a socket read does: only an abort by {@link ProbeContext#onCancel} ends it. */
    public static final Step SILENT = (probe, context) -> {
        ManualTime.park(context::isCancelled, false);
        return Finding.down(Code.TIMEOUT, "Silent by script");
    };

    /** Never returns, cancelled or interrupted, until {@link #release()}. */
    public static final Step HANG = (probe, context) -> {
        int before = probe.releases.get();
        ManualTime.park(() -> probe.releases.get() != before, false);
        return Finding.up();
    };

    /** Returns nothing. */
    public static final Step NULL = (probe, context) -> null;

    private final List<Step> script;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger mostInside = new AtomicInteger();
    private final AtomicInteger releases = new AtomicInteger();

    private ScriptedProbe(List<Step> script) {
        this.script = script;
    }

    /** A probe that plays these steps. */
    public static ScriptedProbe of(Step first, Step... more) {
        var script = new ArrayList<Step>(List.of(first));
        script.addAll(List.of(more));
        return new ScriptedProbe(List.copyOf(script));
    }

    /** Finds exactly this. */
    public static Step finding(Finding finding) {
        return (probe, context) -> finding;
    }

    /** Throws exactly this. */
    public static Step throwing(Throwable thrown) {
        return (probe, context) -> {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (Exception) thrown;
        };
    }

    @Override
    @SuppressWarnings("NullAway") // a script may break the rule on purpose
    public Finding check(ProbeContext context) throws Exception {
        int call = calls.getAndIncrement();
        mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
        try {
            return script.get(Math.min(call, script.size() - 1)).play(this, context);
        } finally {
            inside.decrementAndGet();
        }
    }

    @Override
    public Duration minimumInterval() {
        return Duration.ofMillis(100);
    }

    /** Lets every check that hangs now go on. */
    public void release() {
        releases.incrementAndGet();
    }

    /** How many checks have begun. */
    public int calls() {
        return calls.get();
    }

    /** How many checks are inside now. */
    public int inside() {
        return inside.get();
    }

    /** How many checks were ever inside at once. */
    public int mostInside() {
        return mostInside.get();
    }
}
