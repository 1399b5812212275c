package io.plimsoll.http.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MemoTest {

    private static final int READERS = 16;
    private static final int ROUNDS = 2_000;

    private final AtomicReference<Object> newest = new AtomicReference<>(new Object());

    @Test
    void rendersAgainOnlyWhenTheSourceIsAnotherInstance() {
        var renderings = new AtomicInteger();
        var memo = new Memo<>(newest::get, source -> renderings.incrementAndGet());

        memo.get();
        memo.get();
        newest.set(new Object());
        memo.get();

        assertThat(renderings).hasValue(2);
    }

    @Test
    void keepsNothingOfARenderingThatFailed() {
        var memo = new Memo<>(newest::get, source -> {
            if (source instanceof String text) {
                return text;
            }
            throw new IllegalStateException("cannot be shown");
        });

        assertThatThrownBy(memo::get).hasMessage("cannot be shown");
        newest.set("text");

        assertThat(memo.get()).isEqualTo("text");
    }

    @Test
    void rendersEachValueAtMostOnceWhileSixteenThreadsReadAndItKeepsChanging() throws Exception {
        Map<Object, AtomicInteger> renderings = new ConcurrentHashMap<>();
        var memo = new Memo<>(newest::get, source -> {
            renderings.computeIfAbsent(source, any -> new AtomicInteger()).incrementAndGet();
            return source;
        });
        var together = new CyclicBarrier(READERS + 1);
        ExecutorService threads = Executors.newFixedThreadPool(READERS);

        try {
            List<Future<?>> readers = new ArrayList<>();
            for (int reader = 0; reader < READERS; reader++) {
                readers.add(threads.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        together.await(20, TimeUnit.SECONDS);
                        memo.get();
                        memo.get();
                    }
                    return null;
                }));
            }
            for (int round = 0; round < ROUNDS; round++) {
                newest.set(new Object());
                together.await(20, TimeUnit.SECONDS);
                newest.set(new Object());
            }
            for (Future<?> reader : readers) {
                reader.get(20, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(renderings.values()).allSatisfy(times -> assertThat(times).hasValue(1));
        // What is read in a round was set in it or for the next one, so every other round must show something new.
        assertThat(renderings).hasSizeGreaterThanOrEqualTo(ROUNDS / 2);
    }

    @Test
    void readsBetweenChangesWithoutTheLock() throws Exception {
        var memo = new Memo<>(newest::get, source -> source);
        Object known = memo.get();
        var lock = Memo.class.getDeclaredField("lock");
        lock.setAccessible(true);
        ExecutorService reader = Executors.newSingleThreadExecutor();

        try {
            synchronized (lock.get(memo)) {
                assertThat(reader.submit(memo::get).get(20, TimeUnit.SECONDS)).isSameAs(known);
            }
        } finally {
            reader.shutdownNow();
        }
    }
}
