package com.example.checks;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What a program says of itself; one that is wrong ends with an exception and fails the build. */
public final class Checks {

    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final long PAUSE_NANOS = 5_000_000;

    private Checks() {}

    public static void equal(String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError(what + " should be " + expected + " but is " + actual);
        }
    }

    public static void contains(String what, String expected, String actual) {
        if (!actual.contains(expected)) {
            throw new AssertionError(what + " should contain " + expected + " but is " + actual);
        }
    }

    public static void eventually(String what, BooleanSupplier holds) {
        long start = System.nanoTime();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new AssertionError(what + " has not become true");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Whether this program was started on the module path. */
    public static boolean isModular(Class<?> main) {
        return main.getModule().isNamed();
    }
}
