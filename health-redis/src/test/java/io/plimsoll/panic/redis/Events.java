package io.plimsoll.panic.redis;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** When which boards of a whole fleet were told what: {@code pressed <id>} to readings of the monotonic clock. */
final class Events {

    private final Map<String, Queue<Long>> nanos = new ConcurrentHashMap<>();

    void add(String what, String lease, long when) {
        nanos.computeIfAbsent(what + " " + lease, key -> new ConcurrentLinkedQueue<>())
                .add(when);
    }

    int count(String what, String lease) {
        return times(what, lease).size();
    }

    long first(String what, String lease) {
        return times(what, lease).stream().mapToLong(Long::longValue).min().orElseThrow();
    }

    long last(String what, String lease) {
        return times(what, lease).stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    /** How many events there were of any kind. */
    int count() {
        return nanos.values().stream().mapToInt(Queue::size).sum();
    }

    private Queue<Long> times(String what, String lease) {
        return nanos.getOrDefault(what + " " + lease, new ConcurrentLinkedQueue<>());
    }
}
