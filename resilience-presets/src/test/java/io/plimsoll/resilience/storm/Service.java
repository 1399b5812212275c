package io.plimsoll.resilience.storm;

import com.sun.net.httpserver.HttpHandler;
import io.plimsoll.resilience.LocalServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server that tells what it was sent from what was sent to it twice: the JDK's client sends a GET again by itself, once, if a
 * connection that has answered before ends without an answer, as it does when the JDK's server has more than 200 idle ones.
 */
final class Service implements AutoCloseable {

    private static final String ID = "Attempt-Id";

    private final Set<String> attempts = ConcurrentHashMap.newKeySet();
    private final LocalServer server;

    private Service(HttpHandler handler) throws IOException {
        server = LocalServer.start(exchange -> {
            attempts.add(exchange.getRequestHeaders().getFirst(ID));
            handler.handle(exchange);
        });
    }

    static Service start(HttpHandler handler) throws IOException {
        return new Service(handler);
    }

    /** The same request with a number of its own. */
    static HttpRequest attempt(HttpRequest request) {
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .header(ID, UUID.randomUUID().toString())
                .build();
    }

    URI uri(String path) {
        return server.uri(path);
    }

    /** How many attempts to call it were made. */
    int attempts() {
        return attempts.size();
    }

    /** How many times it has answered, or should have. */
    int requests() {
        return server.requests();
    }

    @Override
    public void close() {
        server.close();
    }
}
