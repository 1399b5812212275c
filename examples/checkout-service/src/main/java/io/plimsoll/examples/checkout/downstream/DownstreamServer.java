package io.plimsoll.examples.checkout.downstream;

import io.plimsoll.examples.checkout.gameday.Breakable;
import io.plimsoll.examples.checkout.servers.FreePort;
import io.plimsoll.examples.checkout.web.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** A service of its own port and threads, which can fail alone. It says that it is alive by {@code GET /health/shallow}. */
public final class DownstreamServer implements Breakable, AutoCloseable {

    private static final int THREADS = 8;
    private static final long LONGEST_SILENCE_MILLIS = 3_600_000;
    private static final int MOST_ATTEMPTS = 20;

    private final String name;
    private final Business business;
    private final Server server;
    private final ServerConnector connector;
    // Held by one change at a time, and never wanted by a request: a connector that stops waits for its requests.
    private final Object change = new Object();
    private final List<HeldRequest> held = new ArrayList<>(); // guarded by itself
    private State state = State.RUNNING; // guarded by held

    private DownstreamServer(String name, Business business) throws IOException {
        this.name = name;
        this.business = business;
        var threads = new QueuedThreadPool(THREADS);
        threads.setName(name);
        threads.setDaemon(true);
        server = new Server(threads);
        connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(FreePort.find());
        connector.setIdleTimeout(LONGEST_SILENCE_MILLIS);
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                return answerUnlessFrozen(new HeldRequest(request, response, callback));
            }
        });
    }

    static DownstreamServer start(String name, Business business) throws Exception {
        var downstream = new DownstreamServer(name, business);
        downstream.server.start();
        return downstream;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + connector.getPort());
    }

    @Override
    public void freeze() {
        synchronized (change) {
            if (state() == State.RUNNING) {
                become(State.FROZEN);
            }
        }
    }

    @Override
    public void kill() {
        synchronized (change) {
            become(State.KILLED).forEach(request -> request.callback().failed(new EofException("killed")));
            quietly(connector::stop);
        }
    }

    @Override
    public void heal() {
        synchronized (change) {
            quietly(this::listenAgain);
            become(State.RUNNING).forEach(this::answer);
        }
    }

    @Override
    public State state() {
        synchronized (held) {
            return state;
        }
    }

    @Override
    public void close() {
        kill();
        quietly(server::stop);
    }

    /** On the port that it had, at which somebody may be looking just now whether it is free. */
    private void listenAgain() throws Exception {
        for (int attempt = 1; !connector.isStarted(); attempt++) {
            try {
                connector.start();
            } catch (IOException taken) {
                connector.stop();
                if (attempt == MOST_ATTEMPTS) {
                    throw taken;
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    /** Hands over the requests that nobody has answered yet. */
    private List<HeldRequest> become(State next) {
        synchronized (held) {
            state = next;
            List<HeldRequest> unanswered = List.copyOf(held);
            held.clear();
            return unanswered;
        }
    }

    private boolean answerUnlessFrozen(HeldRequest request) {
        synchronized (held) {
            if (state == State.FROZEN) {
                held.add(request);
                return true;
            }
        }
        answer(request);
        return true;
    }

    private void answer(HeldRequest held) {
        String path = Request.getPathInContext(held.request());
        if (path.equals("/health/shallow")) {
            answer(held, 200, Map.of("status", "UP"));
            return;
        }
        Object body = business.answer(held.request().getMethod(), path);
        if (body == null) {
            answer(held, 404, Map.of("error", "Nothing here"));
        } else {
            answer(held, 200, body);
        }
    }

    private static void answer(HeldRequest held, int status, Object body) {
        held.response().setStatus(status);
        held.response().getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        held.response().write(true, ByteBuffer.wrap(Json.write(body)), held.callback());
    }

    private void quietly(Change change) {
        try {
            change.make();
        } catch (Exception failed) {
            throw new IllegalStateException(name + " does not change as it should", failed);
        }
    }

    /** What the service is there for. */
    @FunctionalInterface
    interface Business {

        /** Something that {@link Json} can write; {@code null} if there is nothing at this path. */
        @Nullable
        Object answer(String method, String path);
    }

    private record HeldRequest(Request request, Response response, Callback callback) {}

    @FunctionalInterface
    private interface Change {
        void make() throws Exception;
    }
}
