package io.plimsoll.http.vertx;

import io.plimsoll.time.Ticker;
import io.vertx.core.AbstractVerticle;
import org.jspecify.annotations.Nullable;

/** What is deployed to an event loop to be watched: a timer that beats. That it starts is the first beat. */
final class WatchedLoop extends AbstractVerticle {

    private static final long PACE_MILLIS = 100;
    private static final int MOST_FRAMES = 8;

    private final Ticker ticker;
    private final LoopBeat beat;
    private volatile @Nullable Thread thread; // written on the loop
    private volatile boolean over; // written on the loop
    private volatile boolean beating; // written on the loop
    private volatile boolean ended;

    WatchedLoop(Ticker ticker) {
        this.ticker = ticker;
        this.beat = new LoopBeat(PACE_MILLIS * 1_000_000, ticker.nanos());
    }

    @Override
    public void start() {
        thread = Thread.currentThread();
        beat.beat(ticker.nanos());
        beating = true;
        vertx.setPeriodic(PACE_MILLIS, this::beat);
    }

    @Override
    public void stop() {
        over = true;
    }

    /** Ends the beat with the next one. */
    void end() {
        ended = true;
    }

    boolean isBeating() {
        return beating;
    }

    private void beat(long timer) {
        beat.beat(ticker.nanos());
        if (ended) {
            vertx.cancelTimer(timer);
            beating = false;
        }
    }

    LoopBeat beat() {
        return beat;
    }

    /** {@code null} until it has started. */
    @Nullable
    Thread thread() {
        return thread;
    }

    /** Whether it was undeployed, as by a Vert.x that closes. */
    boolean isOver() {
        return over;
    }

    /** What the loop is doing at this moment. */
    String stack() {
        Thread loop = thread;
        if (loop == null) {
            return "an event loop that has run nothing since it was looked at first";
        }
        var text = new StringBuilder(loop.getName());
        StackTraceElement[] frames = loop.getStackTrace();
        for (int frame = 0; frame < Math.min(MOST_FRAMES, frames.length); frame++) {
            text.append("\n  at ").append(frames[frame]);
        }
        return text.toString();
    }
}
