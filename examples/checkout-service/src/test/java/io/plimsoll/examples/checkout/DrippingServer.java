package io.plimsoll.examples.checkout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Answers at once that all is well, and then never comes to the end of its answer: a byte now, a byte then. */
final class DrippingServer implements AutoCloseable {

    private static final Duration DRIP = Duration.ofMillis(100);

    private final ServerSocket listening;
    private final Thread accepting = daemon(this::accept);

    private DrippingServer(ServerSocket listening) {
        this.listening = listening;
    }

    static DrippingServer start(int port) {
        try {
            var listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            var server = new DrippingServer(listening);
            server.accepting.start();
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            // The port is free only once the thread inside accept() has noticed.
            accepting.join();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                daemon(() -> drip(client)).start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void drip(Socket client) {
        try (client) {
            var out = client.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (!listening.isClosed()) {
                out.write('.');
                out.flush();
                LockSupport.parkNanos(DRIP.toNanos());
            }
        } catch (IOException clientGone) {
            return;
        }
    }

    private static Thread daemon(Runnable task) {
        var thread = new Thread(task, "dripping");
        thread.setDaemon(true);
        return thread;
    }
}
