package io.plimsoll.health.probe;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.Scope;
import io.plimsoll.time.Ticker;
import io.plimsoll.time.Timing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Is any number of the application where it should be: too high, too low, rising without pause or silent for too long; {@link
 * Code#BACKLOG}.
 *
 * <pre>{@code
 * GaugeProbe.builder("depth", queue::size).degradedAbove(1_000).downAbove(10_000).build()
 * GaugeProbe.builder("lag", consumer::lag).degradedWhenRisingFor(Duration.ofMinutes(5)).build()
 * GaugeProbe.builder("payments", payments::count).downWhenSilentFor(Duration.ofMinutes(10)).build()
 * }</pre>
 *
 * <p>Levels are exclusive: exactly at its level a number is still well. <em>Rising</em> means that each look saw more than
 * the one before, <em>silent</em> that each saw the same; a number that is refreshed more rarely than it is looked at does not
 * rise. Time in which nobody looked, because this JVM was paused or the number could not be read, hardly counts. The number is
 * the only reading, under the gauge's name.
 */
public final class GaugeProbe implements Probe {

    private final String name;
    private final Gauge gauge;
    private final GaugeRules degraded;
    private final GaugeRules down;
    private final Scope scope;
    private final @Nullable String error;

    private volatile @Nullable Ticker ticker;
    private volatile @Nullable Trend trend; // written by open and by the one check that runs at a time

    private GaugeProbe(Builder settings) {
        name = settings.name;
        gauge = settings.gauge;
        degraded = settings.degraded;
        down = settings.down;
        scope = settings.scope;
        error = settings.error;
    }

    /**
     * Looks at this number; at least one rule has to be set.
     *
     * @param name of the reading: lower case letters, digits and underscores
     * @throws IllegalArgumentException if a reading cannot have this name
     */
    public static Builder builder(String name, Gauge gauge) {
        return new Builder(name, gauge);
    }

    @Override
    public void open(Timing timing) {
        ticker = timing.ticker();
        trend = null;
    }

    @Override
    public Finding check(ProbeContext context) throws Exception {
        Ticker measure = ticker;
        if (measure == null) {
            throw new IllegalStateException("gauge '" + name + "' was not opened before its first check");
        }
        long value = gauge.read();
        Trend before = trend;
        long now = measure.nanos();
        Trend after = before == null ? Trend.startingAt(value, now) : before.next(value, now);
        trend = after;
        Finding finding = judge(after).with(name, value);
        return scope == Scope.LOCAL ? finding.local() : finding;
    }

    private Finding judge(Trend now) {
        String whyDown = down.brokenBy(now);
        if (whyDown != null) {
            return Finding.down(Code.BACKLOG, textFor(whyDown));
        }
        String whyDegraded = degraded.brokenBy(now);
        if (whyDegraded != null) {
            return Finding.degraded(Code.BACKLOG, textFor(whyDegraded));
        }
        return Finding.up();
    }

    private String textFor(String why) {
        return error != null ? error : name + " " + why;
    }

    /** The rules for a number. Without any it cannot be built. */
    public static final class Builder {

        private final String name;
        private final Gauge gauge;
        private GaugeRules degraded = GaugeRules.NONE;
        private GaugeRules down = GaugeRules.NONE;
        private Scope scope = Scope.SHARED;
        private @Nullable String error;

        private Builder(String name, Gauge gauge) {
            this.name = requireNonNull(name, "name");
            this.gauge = requireNonNull(gauge, "gauge");
            Finding.up().with(name, 0);
        }

        /** Degraded while the number is larger. */
        public Builder degradedAbove(long level) {
            degraded = degraded.above(level);
            return this;
        }

        /** Down while the number is larger. */
        public Builder downAbove(long level) {
            down = down.above(level);
            return this;
        }

        /** Degraded while the number is smaller. */
        public Builder degradedBelow(long level) {
            degraded = degraded.below(level);
            return this;
        }

        /** Down while the number is smaller. */
        public Builder downBelow(long level) {
            down = down.below(level);
            return this;
        }

        /** Degraded once the number has risen from look to look for so long. */
        public Builder degradedWhenRisingFor(Duration duration) {
            degraded = degraded.rising(requirePositive("degradedWhenRisingFor", duration));
            return this;
        }

        /** Down once the number has risen from look to look for so long. */
        public Builder downWhenRisingFor(Duration duration) {
            down = down.rising(requirePositive("downWhenRisingFor", duration));
            return this;
        }

        /** Degraded once the number has been the same for so long. */
        public Builder degradedWhenSilentFor(Duration duration) {
            degraded = degraded.silent(requirePositive("degradedWhenSilentFor", duration));
            return this;
        }

        /** Down once the number has been the same for so long. */
        public Builder downWhenSilentFor(Duration duration) {
            down = down.silent(requirePositive("downWhenSilentFor", duration));
            return this;
        }

        /** Says that the number is this instance's own, such as the depth of a queue in memory; shared by default. */
        public Builder local() {
            scope = Scope.LOCAL;
            return this;
        }

        /**
         * One line for whoever is on call, whichever rule is broken; by default the gauge's name and the rule, as in
         * "depth is above 1000".
         *
         * @throws IllegalArgumentException if it is not one line of 1 to 200 characters
         */
        public Builder error(String line) {
            Finding.degraded(Code.BACKLOG, line);
            error = line;
            return this;
        }

        /**
         * Makes the probe.
         *
         * @throws IllegalStateException if there is no rule, no number is well, or something would be down without being
         *     degraded first
         */
        public GaugeProbe build() {
            if (degraded.equals(GaugeRules.NONE) && down.equals(GaugeRules.NONE)) {
                throw new IllegalStateException(subject() + "no rule is set, so it could never be anything but UP");
            }
            requireStricter("downAbove", down.above(), "degradedAbove", degraded.above());
            requireStricter("degradedBelow", degraded.below(), "downBelow", down.below());
            requireStricter("downWhenRisingFor", down.rising(), "degradedWhenRisingFor", degraded.rising());
            requireStricter("downWhenSilentFor", down.silent(), "degradedWhenSilentFor", degraded.silent());
            for (GaugeRules low : new GaugeRules[] {degraded, down}) {
                for (GaugeRules high : new GaugeRules[] {degraded, down}) {
                    requireRoom(low.below(), high.above());
                }
            }
            return new GaugeProbe(this);
        }

        private <T extends Comparable<T>> void requireStricter(
                String largerRule, @Nullable T larger, String smallerRule, @Nullable T smaller) {
            if (larger != null && smaller != null && larger.compareTo(smaller) <= 0) {
                throw new IllegalStateException(subject() + largerRule + " " + larger + " is not more than "
                        + smallerRule + " " + smaller + "; it would go down without being degraded first");
            }
        }

        private void requireRoom(@Nullable Long below, @Nullable Long above) {
            if (below != null && above != null && below > above) {
                throw new IllegalStateException(subject() + "everything below " + below + " and everything above "
                        + above + " breaks a rule; no number would be UP");
            }
        }

        private Duration requirePositive(String rule, Duration duration) {
            if (duration.isZero() || duration.isNegative()) {
                throw new IllegalArgumentException(subject() + rule + " must be positive, but is " + duration);
            }
            return duration;
        }

        private String subject() {
            return "gauge '" + name + "': ";
        }
    }
}
