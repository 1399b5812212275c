package io.plimsoll.resilience.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** An application behind a filter, on a real server with few threads, so that one request gets the thread of another. */
final class JettyWithFilter implements AutoCloseable {

    /** What the application does with a GET. */
    @FunctionalInterface
    interface Application {
        void serve(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    private final Server server;

    private JettyWithFilter(Server server) {
        this.server = server;
    }

    /**
     * Starts it on a free port of the loopback interface.
     *
     * @param prefix the path of the application, {@code /} or {@code /shop}
     */
    static JettyWithFilter start(String prefix, int threads, Filter filter, Application application) throws Exception {
        var server = new Server(new QueuedThreadPool(threads));
        var connector = new ServerConnector(server, 1, 1);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        var context = new ServletContextHandler(prefix);
        var filterHolder = new FilterHolder(filter);
        filterHolder.setAsyncSupported(true);
        context.addFilter(filterHolder, "/*", EnumSet.of(DispatcherType.REQUEST));
        var servletHolder = new ServletHolder(new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response)
                    throws IOException, ServletException {
                application.serve(request, response);
            }
        });
        servletHolder.setAsyncSupported(true);
        context.addServlet(servletHolder, "/*");
        server.setHandler(context);
        server.start();
        return new JettyWithFilter(server);
    }

    URI uri(String path) {
        return server.getURI().resolve(path);
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
