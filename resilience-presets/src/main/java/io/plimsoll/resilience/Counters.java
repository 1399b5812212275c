package io.plimsoll.resilience;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What has happened since the guard was made. */
final class Counters {

    private final Map<Tally, LongAdder> tallies = new EnumMap<>(Tally.class);
    private final Map<Stage, LongAdder> refusals = new EnumMap<>(Stage.class);

    Counters() {
        for (Tally tally : Tally.values()) {
            tallies.put(tally, new LongAdder());
        }
        for (Stage stage : Stage.values()) {
            refusals.put(stage, new LongAdder());
        }
    }

    void add(Tally tally) {
        adder(tallies, tally).increment();
    }

    void add(Stage stage) {
        adder(refusals, stage).increment();
    }

    long of(Tally tally) {
        return adder(tallies, tally).sum();
    }

    long of(Stage stage) {
        return adder(refusals, stage).sum();
    }

    private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
        LongAdder adder = adders.get(key);
        if (adder == null) {
            throw new IllegalStateException("nothing counts " + key);
        }
        return adder;
    }
}
