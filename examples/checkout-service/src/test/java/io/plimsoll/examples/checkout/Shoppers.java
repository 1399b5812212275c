package io.plimsoll.examples.checkout;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Customers who check out cart c-1 again and again. */
final class Shoppers implements AutoCloseable {

    private static final int NO_ANSWER = -1;
    private static final int CONFIRMED = 201;

    private final Http shop;
    private final Duration pause;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final Queue<Long> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Visit> visits = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    private Shoppers(Http shop, Duration pause) {
        this.shop = shop;
        this.pause = pause;
    }

    /**
     * Starts them.
     *
     * @param pause of each one after each checkout
     */
    static Shoppers start(int count, Http shop, Duration pause) {
        var shoppers = new Shoppers(shop, pause);
        for (int i = 0; i < count; i++) {
            var thread = new Thread(shoppers::shop, "shopper-" + i);
            thread.setDaemon(true);
            shoppers.threads.add(thread);
            thread.start();
        }
        return shoppers;
    }

    /** How many answers had this status. */
    int answered(int status) {
        AtomicInteger count = answers.get(status);
        return count == null ? 0 : count.get();
    }

    Map<Integer, AtomicInteger> answers() {
        return Map.copyOf(answers);
    }

    /** All checkouts that began in this time and were confirmed. */
    List<Visit> sales(long fromNanos, long toNanos) {
        return visits.stream()
                .filter(visit -> visit.status() == CONFIRMED)
                .filter(visit -> visit.begunNanos() - fromNanos >= 0 && visit.begunNanos() - toNanos < 0)
                .toList();
    }

    /** When, in nanoseconds, each checkout ended that was not confirmed. */
    Collection<Long> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void shop() {
        while (!stopped) {
            long begun = System.nanoTime();
            int answer = checkout();
            visits.add(new Visit(begun, (System.nanoTime() - begun) / 1e6, answer));
            if (answer != CONFIRMED) {
                failures.add(System.nanoTime());
            }
            answers.computeIfAbsent(answer, status -> new AtomicInteger()).incrementAndGet();
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    /** One checkout. */
    record Visit(long begunNanos, double millis, int status) {}

    private int checkout() {
        try {
            return shop.post("/checkout", Running.CHECKOUT).status();
        } catch (UncheckedIOException failed) {
            return NO_ANSWER;
        }
    }
}
