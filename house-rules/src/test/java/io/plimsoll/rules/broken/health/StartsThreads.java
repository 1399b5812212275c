package io.plimsoll.rules.broken.health;

import java.util.List;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

final class StartsThreads {
    private StartsThreads() {}

    static final class Worker extends Thread {}

    static Thread thread() {
        return new Thread(() -> {});
    }

    static ExecutorService executor() {
        return Executors.newCachedThreadPool();
    }

    static Executor common() {
        return ForkJoinPool.commonPool();
    }

    static CompletableFuture<Void> async() {
        return CompletableFuture.runAsync(() -> {});
    }

    static CompletableFuture<Void> limited(CompletableFuture<Void> future) {
        return future.orTimeout(1, TimeUnit.SECONDS);
    }

    static Timer timer() {
        return new Timer();
    }

    static Stream<String> parallel(List<String> words) {
        return words.parallelStream();
    }
}
