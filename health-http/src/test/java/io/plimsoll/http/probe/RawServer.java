package io.plimsoll.http.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that may do anything with a connection, and knows which of them the client has closed. */
final class RawServer implements AutoCloseable {

    /** Serves one connection until it ends. */
    interface Manner {
        void serve(InputStream in, OutputStream out) throws IOException;
    }

    static final Manner SILENT = (in, out) -> readToEnd(in);
    static final Manner DRIPS_HEAD = (in, out) -> drip(out, "HTTP/1.1 200 OK\r\nX-Drip: ");
    static final Manner DRIPS_BODY = (in, out) -> drip(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");

    /** Healthy too, but each request is on a connection of its own and so meets the present manner. */
    static final Manner HEALTHY_ONCE = (in, out) -> {
        readRequest(in);
        send(out, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    };

    static final Manner HEALTHY = RawServer::answerAll;

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Manner manner;

    RawServer(Manner manner) throws IOException {
        this.manner = manner;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::acceptAll, "test-accept");
    }

    /** From the next connection on. */
    void behave(Manner next) {
        manner = next;
    }

    int port() {
        return server.getLocalPort();
    }

    String url(String pathAndQuery) {
        return "http://127.0.0.1:" + port() + pathAndQuery;
    }

    int accepted() {
        return accepted.get();
    }

    /** Connections that neither side has closed. */
    int open() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    static void readToEnd(InputStream in) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    /** Reads the head of one request; whether there was one. */
    static boolean readRequest(InputStream in) throws IOException {
        int matched = 0;
        for (int read = in.read(); read >= 0; read = in.read()) {
            matched = read == "\r\n\r\n".charAt(matched) ? matched + 1 : read == '\r' ? 1 : 0;
            if (matched == 4) {
                return true;
            }
        }
        return false;
    }

    private static void answerAll(InputStream in, OutputStream out) throws IOException {
        while (readRequest(in)) {
            send(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    }

    private static void drip(OutputStream out, String head) throws IOException {
        send(out, head);
        while (true) {
            pause(Duration.ofMillis(200));
            send(out, "x");
        }
    }

    /** A server's own slowness. */
    static void pause(Duration duration) throws IOException {
        try {
            if (new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts this latch down");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                accepted.incrementAndGet();
                open.add(socket);
                Manner now = manner;
                start(() -> serve(socket, now), "test-serve");
            } catch (IOException closed) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(closed);
                }
            }
        }
    }

    private void serve(Socket socket, Manner now) {
        try (socket) {
            now.serve(socket.getInputStream(), socket.getOutputStream());
        } catch (IOException goneByNow) {
            // The end of the connection is what is counted.
        } finally {
            open.remove(socket);
        }
    }

    private static void start(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
