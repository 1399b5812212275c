package io.plimsoll.rules.broken.time;

/** May read clocks and start threads. */
final class Clocks {
    private Clocks() {}

    static Thread thread() {
        return new Thread(() -> {});
    }

    static long nanos() {
        return System.nanoTime();
    }
}
