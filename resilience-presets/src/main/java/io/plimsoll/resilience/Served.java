package io.plimsoll.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** What a guard served, and whether it is what the dependency says now: nobody serves old data unknowingly. */
public sealed interface Served<T> {

    /** What to work with, in each case. */
    T value();

    /** {@code fresh}, {@code stale} or {@code degraded}, for a flag in a body. */
    String kind();

    /** What the dependency just answered. */
    record Fresh<T>(T value) implements Served<T> {
        public Fresh {
            requireNonNull(value, "value");
        }

        @Override
        public String kind() {
            return "fresh";
        }
    }

    /**
     * What the dependency answered a while ago.
     *
     * @param age since then
     * @param reason why there is nothing newer, in words that anyone may read
     */
    record Stale<T>(T value, Duration age, String reason) implements Served<T> {
        public Stale {
            requireNonNull(value, "value");
            requireNonNull(age, "age");
            requireNonNull(reason, "reason");
        }

        @Override
        public String kind() {
            return "stale";
        }
    }

    /**
     * What we do without the dependency.
     *
     * @param reason why, in words that anyone may read
     */
    record Degraded<T>(T value, String reason) implements Served<T> {
        public Degraded {
            requireNonNull(value, "value");
            requireNonNull(reason, "reason");
        }

        @Override
        public String kind() {
            return "degraded";
        }
    }
}
