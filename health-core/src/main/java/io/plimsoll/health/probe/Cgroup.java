package io.plimsoll.health.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel keeps account of for the control group (version 2) of this process. What is not there is {@code null}: a
 * controller may be off, a limit unset, and pressure is measured only if the kernel was built and booted for it.
 *
 * <p>A limit holds for all that is below it, so those of the groups above count as well, as far as they can be seen: in Kubernetes
 * the container's own, and none of the pod's. Format of the files: the kernel's {@code Documentation/admin-guide/cgroup-v2.rst}
 * and {@code accounting/psi.rst}.
 *
 * @param ownAndAbove directories, this process's own group first; empty if there are none to be seen
 */
record Cgroup(List<Path> ownAndAbove) {

    private static final String NO_LIMIT = "max";

    Cgroup {
        ownAndAbove = List.copyOf(ownAndAbove);
    }

    /** Of one group: periods in which it ran, and in how many of them it was stopped; both since it was made. */
    record Periods(long all, long throttled) {

        double throttledSince(Periods before) {
            return all <= before.all ? 0 : Percent.of(throttled - before.throttled, all - before.all);
        }
    }

    /** Bytes that cannot be taken back at once, as the kubelet counts them, and the limit of the same group; -1 for none. */
    record Memory(long used, long limit) {

        double percent() {
            return limit <= 0 ? 0 : Percent.of(used, limit);
        }
    }

    /** Of each group; empty if none tells, since its CPU controller is off. */
    Map<Path, Periods> periods() {
        Map<Path, Periods> seen = new LinkedHashMap<>();
        for (Path group : ownAndAbove) {
            Map<String, Long> stat = numbers(group.resolve("cpu.stat"));
            Long all = stat.get("nr_periods");
            Long throttled = stat.get("nr_throttled");
            if (all != null && throttled != null) {
                seen.put(group, new Periods(all, throttled));
            }
        }
        return seen;
    }

    /** Of the group that is closest to its limit. */
    @Nullable
    Memory memory() {
        Memory closest = null;
        for (Path group : ownAndAbove) {
            Memory memory = memory(group);
            if (memory != null && (closest == null || memory.percent() > closest.percent())) {
                closest = memory;
            }
        }
        return closest;
    }

    /**
     * In how much of the last 10 s at least one thread of this process's own group waited for it, in percent.
     *
     * @param resource {@code cpu}, {@code memory} or {@code io}
     */
    @Nullable
    Double pressure(String resource) {
        if (ownAndAbove.isEmpty()) {
            return null;
        }
        return lines(ownAndAbove.get(0).resolve(resource + ".pressure")).stream()
                .filter(line -> line.startsWith("some "))
                .flatMap(line -> List.of(line.split(" ", -1)).stream())
                .filter(field -> field.startsWith("avg10="))
                .map(field -> parsed(field.substring("avg10=".length())))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Memory memory(Path group) {
        Long current = number(group.resolve("memory.current"));
        if (current == null) {
            return null;
        }
        long inactive = numbers(group.resolve("memory.stat")).getOrDefault("inactive_file", 0L);
        Long limit = number(group.resolve("memory.max"));
        return new Memory(Math.max(0, current - inactive), limit == null ? -1 : limit);
    }

    private static @Nullable Long number(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() || lines.get(0).equals(NO_LIMIT) ? null : whole(lines.get(0));
    }

    private static Map<String, Long> numbers(Path file) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (String line : lines(file)) {
            int space = line.indexOf(' ');
            Long value = space < 0 ? null : whole(line.substring(space + 1));
            if (value != null) {
                numbers.put(line.substring(0, space), value);
            }
        }
        return numbers;
    }

    private static @Nullable Long whole(String text) {
        try {
            return Long.valueOf(text.strip());
        } catch (NumberFormatException unknown) {
            return null;
        }
    }

    private static Optional<Double> parsed(String text) {
        try {
            return Optional.of(Double.valueOf(text)).filter(Double::isFinite);
        } catch (NumberFormatException unknown) {
            return Optional.empty();
        }
    }

    /** None if it cannot be read, as files of pressure cannot where the kernel was booted with {@code psi=0}. */
    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException notThere) {
            return List.of();
        }
    }
}
