package io.plimsoll.panic.redis;

import static io.plimsoll.panic.Press.by;

import io.plimsoll.health.Finding;
import io.plimsoll.health.Probe;
import io.plimsoll.health.redis.Eventually;
import io.plimsoll.health.redis.RealRedis;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.testing.ProbeContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Boards with a button {@code it}, each with a store of its own, in real time. */
final class Instances implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Pattern CALLS = Pattern.compile("cmdstat_([a-z|]+):calls=(\\d+),.*");

    final List<PanicBoard> boards = new ArrayList<>();
    final List<RedisPanicStore> stores = new ArrayList<>();

    PanicButton start(RedisPanicStore.Builder store) {
        return start(store.build());
    }

    PanicButton start(RedisPanicStore store) {
        PanicBoard board = PanicBoard.of("it").sharedBy(store);
        boards.add(board);
        stores.add(store);
        return board.button("it");
    }

    static Lease press(PanicButton button) {
        return button.press(by("alice", "why").lasting(Duration.ofMinutes(10)));
    }

    static Set<String> ids(PanicButton button) {
        return button.leases().stream().map(Lease::id).collect(Collectors.toCollection(TreeSet::new));
    }

    void awaitInStep() throws Exception {
        for (RedisPanicStore store : stores) {
            Eventually.until("in step", PATIENCE, () -> store.lastSyncAge().isPresent());
        }
    }

    void awaitAll(String what, Predicate<PanicButton> condition) throws Exception {
        for (PanicBoard board : boards) {
            Eventually.until(what, PATIENCE, () -> condition.test(board.button("it")));
        }
    }

    /** What the store's component says now. */
    static Finding health(RedisPanicStore store) {
        Probe probe = store.probe();
        try (var asked = ProbeContract.of(probe, Duration.ofSeconds(10))) {
            return asked.attempt();
        }
    }

    /** What Redis holds, as leases. */
    static List<Lease> stored(RealRedis redis, String key) throws Exception {
        return redis.ask("HKEYS " + key, "done")
                .lines()
                .filter(line -> line.startsWith("1\t"))
                .map(LeaseText::read)
                .toList();
    }

    /** How often the server has executed each command. */
    static Map<String, Long> calls(RealRedis redis) throws Exception {
        var calls = new TreeMap<String, Long>();
        redis.ask("INFO commandstats", "done").lines().forEach(line -> {
            Matcher matcher = CALLS.matcher(line);
            if (matcher.matches()) {
                calls.put(matcher.group(1), Long.parseLong(matcher.group(2)));
            }
        });
        return calls;
    }

    @Override
    public void close() {
        boards.forEach(PanicBoard::close);
    }
}
