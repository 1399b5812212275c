package io.plimsoll.examples.checkout;

import io.plimsoll.examples.checkout.web.JsonServlet;
import java.net.BindException;
import java.util.function.Consumer;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.QoSHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The Jetty that does the business.
 *
 * <p>The business gets most of its threads but not all: with every worker stuck in a sick database, the game can still be
 * ended and the platform still gets its answers.
 */
final class BusinessServer implements AutoCloseable {

    static final int WORKERS = 32;

    private static final int OTHERS = 8;
    private static final int WAITING = 512;
    private static final long LAST_REQUESTS_MILLIS = 3_000;

    private final Server server;
    private final ServerConnector connector;

    private BusinessServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /** Starts with what is added to the context, and 404 for everything else. */
    static BusinessServer start(int port, Metrics metrics, Consumer<ServletContextHandler> content) throws Exception {
        var threads = new QueuedThreadPool(WORKERS + OTHERS);
        threads.setName("business");
        threads.setDaemon(true);
        var server = new Server(threads);
        var connector = new ServerConnector(server);
        connector.setPort(port);
        server.addConnector(connector);
        server.setStopTimeout(LAST_REQUESTS_MILLIS);

        var context = new ServletContextHandler("/");
        context.setErrorHandler(inJson(new ErrorPageErrorHandler()));
        content.accept(context);
        context.addServlet(new ServletHolder(JsonServlet.nothingElse()), "/");
        var workers = new QoSHandler(context);
        workers.setMaxRequestCount(WORKERS);
        workers.setMaxSuspendedRequestCount(WAITING);
        workers.excludePath("/chaos/*", "/health/*", "/operations/*");
        server.setHandler(new GracefulHandler(metrics.measuring(workers)));
        server.setErrorHandler(inJson(new ErrorHandler()));

        try {
            server.start();
        } catch (Exception failed) {
            server.stop();
            throw failed.getCause() instanceof BindException ? new PortInUseException("PORT", port, failed) : failed;
        }
        return new BusinessServer(server, connector);
    }

    private static ErrorHandler inJson(ErrorHandler handler) {
        handler.setDefaultResponseMimeType("application/json");
        return handler;
    }

    int port() {
        return connector.getLocalPort();
    }

    /** Takes no more requests and gives those in flight some seconds to end. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("Requests were still in flight", failed);
        }
    }
}
