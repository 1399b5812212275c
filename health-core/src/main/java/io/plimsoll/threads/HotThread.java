package io.plimsoll.threads;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A thread that used much CPU time.
 *
 * @param cpuNanos how much it had between two looks
 * @param stack where it was at the end, innermost frame first; empty if it was in no Java method
 */
public record HotThread(String name, long cpuNanos, List<StackTraceElement> stack) {

    public HotThread {
        requireNonNull(name, "name");
        stack = List.copyOf(stack);
    }
}
