package io.plimsoll.health.probe;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.probe.Cgroup.Memory;
import io.plimsoll.health.probe.Cgroup.Periods;
import io.plimsoll.time.Ticker;
import io.plimsoll.time.Timing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Is this container held back by what it may use or by its neighbours, as Linux control groups (version 2) tell; local to this
 * instance, and DEGRADED at most, because it still works.
 *
 * <p>Each of these has to be so in each check for 30 s:
 *
 * <ul>
 *   <li>{@link Code#MEMORY_FULL}: from 90 % of the memory limit, without file pages that can be dropped at once
 *   <li>{@link Code#CPU_THROTTLED}: stopped by its CPU quota in 25 % of the periods since the last check
 *   <li>{@link Code#MEMORY_PRESSURE}, {@link Code#IO_PRESSURE}, {@link Code#CPU_PRESSURE}: a thread waits for it in 20, 60 and
 *       90 % of the time. A processor is waited for in every busy service, memory in none that has enough.
 * </ul>
 *
 * <p>25 % is the level of the Kubernetes mixin's alert {@code CPUThrottlingHigh}; the other levels are ours. If several are so,
 * the code is that of the first in this order and the error names them all.
 *
 * <p>What cannot be seen (control groups version 1, another system than Linux, a kernel without pressure) has no reading and stands
 * in the detail {@code not_seen}; it is no failure, so the same probe runs on a laptop. A process outside of any container is in the
 * group of its service, or in that of the whole machine. Reads a handful of small files at each
 * check.
 */
public final class CgroupProbe implements Probe {

    private final Cgroup cgroup;
    private final List<Watch> watches;
    private volatile @Nullable Ticker ticker; // written by open
    private Map<Path, Periods> before; // by the check only

    private CgroupProbe(Cgroup cgroup, List<Watch> watches) {
        this.cgroup = cgroup;
        this.watches = watches;
        this.before = cgroup.periods();
    }

    /** Looks with the defaults. */
    public static CgroupProbe create() {
        return builder().build();
    }

    /** Looks with levels of your own. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void open(Timing timing) {
        ticker = timing.ticker();
    }

    @Override
    public Layer layer() {
        return Layer.LOCAL;
    }

    @Override
    public Finding check(ProbeContext context) {
        long now =
                requireNonNull(ticker, "open the probe before its first check").nanos();
        Memory memory = cgroup.memory();
        Map<Code, Double> percents = percents(memory);
        List<String> found = new ArrayList<>();
        List<String> notSeen = new ArrayList<>();
        Code first = null;
        for (Watch watch : watches) {
            Double percent = percents.get(watch.code);
            if (percent == null) {
                notSeen.add(watch.reading);
            }
            if (watch.sustained.look(percent != null && percent >= watch.level, now, now)) {
                first = first == null ? watch.code : first;
                found.add(watch.text);
            }
        }
        Finding finding =
                first == null ? Finding.up() : Finding.degraded(first, String.join("; ", found) + " for long");
        return withReadings(finding, memory, percents).local().detail("not_seen", text(notSeen));
    }

    private Finding withReadings(Finding bare, @Nullable Memory memory, Map<Code, Double> percents) {
        Finding finding = bare;
        if (memory != null) {
            finding = finding.with("memory_bytes", memory.used());
            finding = memory.limit() > 0 ? finding.with("memory_limit_bytes", memory.limit()) : finding;
        }
        for (Watch watch : watches) {
            Double percent = percents.get(watch.code);
            finding = percent == null ? finding : finding.with(watch.reading, percent);
        }
        return finding;
    }

    private @Nullable String text(List<String> notSeen) {
        if (notSeen.isEmpty()) {
            return null;
        }
        return String.join(", ", notSeen)
                + (cgroup.ownAndAbove().isEmpty() ? ": no control group of version 2 is to be seen here" : "");
    }

    private Map<Code, Double> percents(@Nullable Memory memory) {
        Map<Code, Double> percents = new EnumMap<>(Code.class);
        put(percents, Code.MEMORY_FULL, memory == null || memory.limit() <= 0 ? null : memory.percent());
        put(percents, Code.CPU_THROTTLED, throttled());
        put(percents, Code.MEMORY_PRESSURE, cgroup.pressure("memory"));
        put(percents, Code.IO_PRESSURE, cgroup.pressure("io"));
        put(percents, Code.CPU_PRESSURE, cgroup.pressure("cpu"));
        return percents;
    }

    private static void put(Map<Code, Double> percents, Code code, @Nullable Double percent) {
        if (percent != null) {
            percents.put(code, percent);
        }
    }

    /** The worst of all groups since the last check; {@code null} if none tells. */
    private @Nullable Double throttled() {
        Map<Path, Periods> now = cgroup.periods();
        Double worst = null;
        for (Map.Entry<Path, Periods> group : now.entrySet()) {
            Periods was = before.getOrDefault(group.getKey(), group.getValue());
            double percent = group.getValue().throttledSince(was);
            worst = worst == null ? percent : Math.max(worst, percent);
        }
        before = now;
        return worst;
    }

    /** One number against its level. */
    private record Watch(Code code, String reading, String text, double level, Sustained sustained) {}

    /** When what is too much, and for how long. */
    public static final class Builder {

        private static final double NEVER = UsedLevels.NEVER;

        private double memory = 90;
        private double throttled = 25;
        private double memoryPressure = 20;
        private double ioPressure = 60;
        private double cpuPressure = 90;
        private Duration sustained = Duration.ofSeconds(30);

        private Builder() {}

        /** Degraded from this share of the memory limit; 90 by default. */
        public Builder degradedAtMemoryPercent(double percent) {
            memory = Percent.require("cgroup: degradedAtMemoryPercent", percent);
            return this;
        }

        /** Degraded if the CPU quota stops it in this share of the periods; 25 by default. */
        public Builder degradedAtThrottledPercent(double percent) {
            throttled = Percent.require("cgroup: degradedAtThrottledPercent", percent);
            return this;
        }

        /** Degraded if a thread waits for memory in this share of the time; 20 by default. */
        public Builder degradedAtMemoryPressurePercent(double percent) {
            memoryPressure = Percent.require("cgroup: degradedAtMemoryPressurePercent", percent);
            return this;
        }

        /** Degraded if a thread waits for a disk in this share of the time; 60 by default. */
        public Builder degradedAtIoPressurePercent(double percent) {
            ioPressure = Percent.require("cgroup: degradedAtIoPressurePercent", percent);
            return this;
        }

        /** Degraded if a thread waits for a processor in this share of the time; 90 by default. */
        public Builder degradedAtCpuPressurePercent(double percent) {
            cpuPressure = Percent.require("cgroup: degradedAtCpuPressurePercent", percent);
            return this;
        }

        /** Shows pressure, and is never degraded by it. */
        public Builder withoutPressure() {
            memoryPressure = NEVER;
            ioPressure = NEVER;
            cpuPressure = NEVER;
            return this;
        }

        /** For how long it must be so in every check; 30 s by default. */
        public Builder sustainedFor(Duration duration) {
            sustained = Sustained.require("cgroup", duration);
            return this;
        }

        /** Makes the probe, and finds out what there is to be seen. */
        public CgroupProbe build() {
            return build(Path.of("/"));
        }

        CgroupProbe build(Path root) {
            return build(CgroupMount.cgroupOfThisProcess(root));
        }

        CgroupProbe build(Cgroup cgroup) {
            return new CgroupProbe(
                    cgroup,
                    List.of(
                            watch(Code.MEMORY_FULL, "memory_percent", "Memory use", memory),
                            watch(Code.CPU_THROTTLED, "throttled_percent", "CPU throttled", throttled),
                            watch(Code.MEMORY_PRESSURE, "memory_pressure_percent", "Memory pressure", memoryPressure),
                            watch(Code.IO_PRESSURE, "io_pressure_percent", "I/O pressure", ioPressure),
                            watch(Code.CPU_PRESSURE, "cpu_pressure_percent", "CPU pressure", cpuPressure)));
        }

        private Watch watch(Code code, String reading, String what, double level) {
            String text = level == NEVER ? what : what + " at least " + Percent.text(level);
            return new Watch(code, reading, text, level, new Sustained(sustained));
        }
    }
}
