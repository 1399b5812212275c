package io.plimsoll.health.jdbc.hikari;

import io.plimsoll.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A pool as HikariCP's, in virtual time: it makes one connection at a time, 20 ms each, as long as it has less idle than it
 * should; it looks when it starts, when it has made one for want of idle ones, and when it is called.
 */
final class VirtualPool implements WarmPool {

    static final Duration CONNECT = Duration.ofMillis(20);

    final int maximum;
    final List<Long> attempts;
    private final ManualTime time;
    private final boolean[] serverIsDown;
    private int total;
    private int waiting;
    private int minimumIdle;
    private Duration connect = CONNECT;
    private boolean connecting;
    private boolean closed;

    /** @param attempts where it notes when it began to connect, in nanoseconds */
    VirtualPool(ManualTime time, int maximum, int minimumIdle, List<Long> attempts, boolean[] serverIsDown) {
        this.time = time;
        this.maximum = maximum;
        this.minimumIdle = minimumIdle;
        this.attempts = attempts;
        this.serverIsDown = serverIsDown;
    }

    static VirtualPool alone(ManualTime time, int maximum) {
        return new VirtualPool(time, maximum, 1, new ArrayList<>(), new boolean[1]);
    }

    void connectsIn(Duration time) {
        connect = time;
    }

    void start() {
        look();
    }

    void lose(int connections) {
        total -= Math.min(total, connections);
        look();
    }

    void waiting(int callers) {
        waiting = callers;
        look();
    }

    void serverIsDown(boolean down) {
        serverIsDown[0] = down;
    }

    void close() {
        closed = true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public int total() {
        return total;
    }

    @Override
    public int idle() {
        return total;
    }

    @Override
    public int waiting() {
        return waiting;
    }

    @Override
    public int minimumIdle() {
        return minimumIdle;
    }

    @Override
    public void minimumIdle(int connections) {
        minimumIdle = connections;
    }

    @Override
    public void callForOne() {
        look();
    }

    private void look() {
        if (!closed && !connecting && total < maximum && (total < minimumIdle || waiting > 0)) {
            connecting = true;
            attempts.add(time.nanos());
            time.schedule(connect, this::connected);
        }
    }

    private void connected() {
        connecting = false;
        if (!serverIsDown[0]) {
            total++;
            waiting = Math.max(0, waiting - 1);
            look();
        } else {
            time.schedule(Duration.ofMillis(500), this::look);
        }
    }
}
