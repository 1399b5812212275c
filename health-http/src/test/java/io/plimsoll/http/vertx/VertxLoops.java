package io.plimsoll.http.vertx;

import io.plimsoll.health.Probe;
import io.plimsoll.http.contract.Loops;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The event loops of whatever version of Vert.x is on the class path, from 4. */
public final class VertxLoops implements Loops {

    private static final int PATIENCE_SECONDS = 60;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
    private final EventLoopProbe probe = EventLoopProbe.builder(vertx)
            .eventLoops(LOOPS)
            .degradedAfter(Duration.ofSeconds(1))
            .build();
    private volatile CountDownLatch over = new CountDownLatch(0);

    @Override
    public Probe probe() {
        return probe;
    }

    @Override
    public void block() throws Exception {
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        over = end;
        vertx.runOnContext(task -> {
            begun.countDown();
            holdTheLoop(end);
        });
        if (!begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no event loop was free");
        }
    }

    @Override
    public void free() {
        over.countDown();
    }

    @Override
    public boolean isBeating() {
        return probe.isBeating();
    }

    @Override
    public void close() {
        free();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private static void holdTheLoop(CountDownLatch end) {
        try {
            if (!end.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the loop was never freed");
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
