package io.plimsoll.health.probe;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.ForwardingProbe;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.Status;
import io.plimsoll.time.Ticker;
import io.plimsoll.time.Timing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds what another probe finds, and {@link Code#SLOW} (DEGRADED) when all is well but takes many times as long as usual.
 *
 * <pre>{@code
 * .required("database", SlowerThanUsual.watching(DatabaseProbe.of(dataSource)))
 * }</pre>
 *
 * <p>Usual is the median of the last 100 attempts that were UP and not slow; nothing is said before there are 20. It is slow
 * after three attempts in a row that took 10 times as long and at least 50 ms, and no longer after three of less than half of that.
 * So 10 ms that become 100 ms are seen; a spike, noise or a slow drift is not. A step that stays is slow until the restart.
 */
public final class SlowerThanUsual extends ForwardingProbe {

    private static final int TIMES = 10;
    private static final Duration FLOOR = Duration.ofMillis(50);

    private final int times;
    private final Duration floor;
    private final UsualLatency latencies; // by the check only
    private volatile @Nullable Ticker ticker; // written by open

    private SlowerThanUsual(Probe probe, int times, Duration floor) {
        super(probe);
        this.times = times;
        this.floor = floor;
        this.latencies = new UsualLatency(times, floor.toNanos());
    }

    /** Watches this probe, which is not to be given to a monitor itself. */
    public static SlowerThanUsual watching(Probe probe) {
        return new SlowerThanUsual(probe, TIMES, FLOOR);
    }

    /**
     * How many times the usual is slow; 10 by default.
     *
     * @param factor at least 2
     * @return a new probe, which is to be used instead of this one
     */
    public SlowerThanUsual times(int factor) {
        if (factor < 2) {
            throw new IllegalArgumentException("times must be at least 2, but is " + factor
                    + "; every second attempt takes longer than the median");
        }
        return new SlowerThanUsual(probe(), factor, floor);
    }

    /**
     * What is never slow, however fast it usually is; 50 ms by default.
     *
     * @return a new probe, which is to be used instead of this one
     */
    public SlowerThanUsual atLeast(Duration latency) {
        if (latency.isNegative() || latency.isZero()) {
            throw new IllegalArgumentException("atLeast must be longer than zero: " + latency
                    + "; ten times almost nothing is still almost nothing");
        }
        return new SlowerThanUsual(probe(), times, latency);
    }

    @Override
    public Finding check(ProbeContext context) throws Exception {
        Ticker clock = requireNonNull(ticker, "open the probe before its first check");
        long start = clock.nanos();
        // A probe without null checks may well return null.
        @Nullable Finding finding = probe().check(context);
        if (finding == null || finding.status() != Status.UP) {
            return requireNonNull(finding, "the probe returned nothing");
        }
        Duration measured = finding.latency();
        long nanos = measured == null ? clock.nanos() - start : measured.toNanos();
        boolean slow = latencies.isSlowAfter(nanos);
        long usual = latencies.medianNanos();
        Finding told = usual == 0 ? finding : finding.with("usual_latency_ms", Math.round(usual / 1e5) / 10.0);
        return slow ? slow(told) : told;
    }

    @Override
    public void open(Timing timing) {
        ticker = timing.ticker();
        super.open(timing);
    }

    private Finding slow(Finding up) {
        return new Finding(
                Status.DEGRADED,
                Code.SLOW,
                "Takes " + times + " times as long as usual, or longer",
                up.scope(),
                up.readings(),
                up.details(),
                up.cause(),
                up.latency());
    }
}
