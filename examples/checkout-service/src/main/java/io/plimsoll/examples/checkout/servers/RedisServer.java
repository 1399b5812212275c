package io.plimsoll.examples.checkout.servers;

import io.plimsoll.examples.checkout.gameday.Breakable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/** A Redis of our own, listening on loopback. What it was told survives a kill, and is gone when it closes. */
public final class RedisServer implements Breakable, AutoCloseable {

    private static final Duration START = Duration.ofSeconds(5);
    private static final Duration GOODBYE = Duration.ofSeconds(1);
    private static final int ANSWER_MILLIS = 500;
    private static final String PONG = "+PONG";

    private final TemporaryDirectory home;
    private final Path directory;
    private final String program;
    private final int port = FreePort.find();

    private ServerProcess process; // guarded by this
    private State state = State.RUNNING; // guarded by this

    private RedisServer(TemporaryDirectory home) throws IOException {
        this.home = home;
        this.directory = home.path();
        this.program = ExecutableProvider.newJarResourceProvider(directory.toFile())
                .get()
                .getPath();
        this.process = launch();
    }

    /** Unpacks and starts it. */
    public static RedisServer start() throws IOException {
        TemporaryDirectory home = TemporaryDirectory.create("redis");
        try {
            return new RedisServer(home);
        } catch (IOException | RuntimeException failed) {
            home.delete();
            throw failed;
        }
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public synchronized void freeze() {
        if (process.isAlive()) {
            process.freeze();
            state = State.FROZEN;
        }
    }

    @Override
    public synchronized void kill() {
        process.kill();
        state = State.KILLED;
    }

    @Override
    public synchronized void heal() {
        if (process.isAlive()) {
            process.wake();
        } else {
            try {
                process = launch();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        state = State.RUNNING;
    }

    @Override
    public synchronized State state() {
        return process.isAlive() ? state : State.KILLED;
    }

    /** Ends it within a second or two, in whatever state it is. */
    @Override
    public synchronized void close() {
        process.stop("TERM", GOODBYE);
        state = State.KILLED;
        home.delete();
    }

    private ServerProcess launch() throws IOException {
        ServerProcess launched = ServerProcess.start(
                List.of(
                        program,
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        directory.toString(),
                        "--appendonly",
                        "yes",
                        "--save",
                        ""),
                directory,
                directory.resolve("redis.log"));
        try {
            awaitAnswer(launched);
        } catch (IOException | RuntimeException failed) {
            launched.kill();
            throw failed;
        }
        return launched;
    }

    private void awaitAnswer(ServerProcess launched) throws IOException {
        long begun = System.nanoTime();
        while (launched.isAlive() && System.nanoTime() - begun < START.toNanos()) {
            if (answersPing()) {
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while Redis started", interrupted);
            }
        }
        throw new IOException("Redis does not start: " + launched.lastWords());
    }

    private boolean answersPing() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(PONG.length());
            return PONG.equals(new String(answer, StandardCharsets.US_ASCII));
        } catch (IOException notYet) {
            return false;
        }
    }
}
