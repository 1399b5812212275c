package io.plimsoll.resilience;

import java.util.Random;

/** Random numbers whose seed is printed; {@code -Dseed=...} repeats a run. */
public final class Seed {

    private Seed() {}

    public static Random random(String test) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(test + ": seed " + seed);
        return new Random(seed);
    }
}
