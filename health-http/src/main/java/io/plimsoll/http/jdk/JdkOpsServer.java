package io.plimsoll.http.jdk;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plimsoll.http.endpoint.OpsRequest;
import io.plimsoll.http.endpoint.OpsResponse;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.time.BoundedThreads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for health on a port of its own, with threads of its own: business traffic cannot take them.
 *
 * <pre>{@code
 * JdkOpsServer server = JdkOpsServer.start(OpsRouter.builder(health).build(), 9090);
 * }</pre>
 *
 * <p>It is the JDK's {@code com.sun.net.httpserver}, made for inside the cluster. 16 daemon threads answer and up to 512
 * requests wait for one; what comes on top is closed unanswered. Each connection serves one request and is closed.
 *
 * <p>A request has one second from its first byte until its answer is sent, then its connection is cut; one that had to
 * wait for a thread for longer has 50 ms. So behind 16 half-sent or dripping requests an honest client waits for a second,
 * and 50 ms more for each further 16. This limit is this server's own. The JDK's {@code sun.net.httpserver.maxReqTime} is
 * not used: it holds for every {@code HttpServer} of the JVM, uploads included, and since it counts waiting as well, it cuts
 * the honest client together with those that it waits behind.
 *
 * <p><b>What it does not defend.</b> There is no TLS and no authentication. Whoever keeps opening half-sent requests, 16 a
 * second or more, makes everyone wait about a second, or be closed unanswered, for as long as that goes on. A connection
 * that never sends a byte needs no thread, but holds a file descriptor for the 30 to 40 seconds of {@code
 * sun.net.httpserver.idleInterval}; how many there may be is up to {@code jdk.httpserver.maxConnections}, which is unlimited
 * unless set and holds for every {@code HttpServer} of the JVM. The JDK limits headers to 200 and 380 KB, and the request
 * line to 380 KB. What it rejects itself, such as a request line that is none, gets its own short HTML, 501 for a transfer
 * encoding that it does not know, or a closed connection.
 *
 * <p>One setting is the whole JVM's: {@code sun.net.httpserver.nodelay} is set to {@code true} unless it has a value, since
 * answers otherwise take 40 ms on JDK 17. It works if no {@code HttpServer} was made before.
 */
public final class JdkOpsServer implements AutoCloseable {

    private static final String NO_DELAY = "sun.net.httpserver.nodelay";
    private static final int THREADS = 16;
    private static final int WAITING = 512;
    private static final int NOT_YET_ACCEPTED = 1_024;
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(1);

    private final HttpServer server;
    private final BoundedThreads threads;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private JdkOpsServer(HttpServer server, BoundedThreads threads) {
        this.server = server;
        this.threads = threads;
        this.port = server.getAddress().getPort();
    }

    /** As {@link #start(OpsRouter, InetAddress, int)}, on all addresses of this machine. */
    public static JdkOpsServer start(OpsRouter ops, int port) {
        return start(ops, new InetSocketAddress(port));
    }

    /**
     * Listens and answers from now on.
     *
     * @param address the only one to listen on, such as {@link InetAddress#getLoopbackAddress()}
     * @param port 0 for any that is free; see {@link #port()}
     * @throws UncheckedIOException if the port cannot be had
     */
    public static JdkOpsServer start(OpsRouter ops, InetAddress address, int port) {
        return start(ops, new InetSocketAddress(requireNonNull(address, "address"), port));
    }

    private static JdkOpsServer start(OpsRouter ops, InetSocketAddress address) {
        requireNonNull(ops, "ops");
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
        var threads = BoundedThreads.start("ops", THREADS, WAITING, REQUEST_LIMIT);
        try {
            HttpServer server = HttpServer.create(address, NOT_YET_ACCEPTED);
            server.setExecutor(threads);
            server.createContext("/", exchange -> answer(ops, exchange));
            // The server's own thread is a daemon if the thread that starts it is one.
            CompletableFuture.runAsync(server::start, threads).join();
            return new JdkOpsServer(server, threads);
        } catch (IOException refused) {
            threads.close();
            throw new UncheckedIOException(
                    "cannot listen on " + address + ": " + refused.getMessage()
                            + "; nobody would be answered about health",
                    refused);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /**
     * Stops listening and closes all connections, without waiting for requests. One that is accepted in this very moment may be
     * forgotten by the JDK's server, and stays open until the process ends; nothing is answered on it. Idempotent.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.stop(0);
            threads.close();
        }
    }

    private static void answer(OpsRouter ops, HttpExchange exchange) throws IOException {
        OpsResponse answer = ops.handle(new JdkOpsRequest(exchange));
        Headers headers = exchange.getResponseHeaders();
        answer.headers().forEach(headers::set);
        headers.set("Connection", "close");
        if (answer.bodyLength() == 0) {
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), answer.bodyLength());
        // Closing the body sends it before what the client may still be sending is read; closing the exchange does not.
        try (OutputStream body = exchange.getResponseBody()) {
            answer.writeBodyTo(body);
        }
    }

    private record JdkOpsRequest(HttpExchange exchange) implements OpsRequest {

        @Override
        public String method() {
            return exchange.getRequestMethod();
        }

        /**
         * As it came over the wire. A URI finds more paths than that: {@code //x/health/deep}, {@code x:/health/deep} and {@code
         * /health/deep#x} all lead to deep health for it, past a proxy that watches over {@code /health/deep}. They are left as
         * they are here, and lead nowhere.
         */
        @Override
        public String path() {
            URI uri = exchange.getRequestURI();
            String asSent = uri.toString();
            boolean isPath = asSent.startsWith("/") && !asSent.startsWith("//");
            boolean isAbsolute = asSent.regionMatches(true, 0, "http://", 0, "http://".length());
            return (isPath || isAbsolute) && uri.getRawFragment() == null ? uri.getRawPath() : asSent;
        }

        @Override
        public @Nullable String query() {
            return exchange.getRequestURI().getRawQuery();
        }

        @Override
        public @Nullable String header(String name) {
            return exchange.getRequestHeaders().getFirst(name);
        }

        @Override
        public InputStream body() {
            return exchange.getRequestBody();
        }
    }
}
