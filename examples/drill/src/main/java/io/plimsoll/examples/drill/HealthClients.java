package io.plimsoll.examples.drill;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Clients that ask again and again, each time on a new connection, one path after the other. */
public final class HealthClients implements AutoCloseable {

    private static final int NOTHING = -1;
    private static final int LIMIT_MILLIS = 60_000;

    private final URI server;
    private final Duration pause;
    private final List<String> paths;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    private HealthClients(URI server, Duration pause, List<String> paths) {
        this.server = server;
        this.pause = pause;
        this.paths = paths;
    }

    /**
     * Starts them.
     *
     * @param pause of each client after each round of the paths
     */
    public static HealthClients start(int count, URI server, Duration pause, String... paths) {
        var clients = new HealthClients(server, pause, List.of(paths));
        for (int i = 0; i < count; i++) {
            var thread = new Thread(clients::askUntilStopped, "client-" + i);
            thread.setDaemon(true);
            clients.threads.add(thread);
            thread.start();
        }
        return clients;
    }

    /** All answers so far. */
    public Stream<Sample> samples() {
        return samples.stream();
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

    private void askUntilStopped() {
        while (!stopped) {
            for (String path : paths) {
                samples.add(ask(path));
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    private Sample ask(String path) {
        long begun = System.nanoTime();
        String answer;
        try (var socket = new Socket()) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()), LIMIT_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            answer = "";
        }
        return new Sample(path, begun, System.nanoTime(), answer);
    }

    /**
     * One request.
     *
     * @param answer all of it, empty if there was none
     */
    public record Sample(String path, long begunNanos, long endedNanos, String answer) {

        /** The status; -1 if there was no answer. */
        public int status() {
            return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : NOTHING;
        }

        public double millis() {
            return (endedNanos - begunNanos) / 1e6;
        }
    }
}
