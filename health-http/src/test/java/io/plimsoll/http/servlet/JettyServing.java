package io.plimsoll.http.servlet;

import io.plimsoll.http.contract.OpsContract.Running;
import io.plimsoll.http.contract.Serving;
import io.plimsoll.http.endpoint.OpsRouter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/** Jetty 12 with Jakarta EE 11, set as this module's README tells. */
public final class JettyServing implements Serving {

    @Override
    public Running serve(OpsRouter ops) throws Exception {
        return serve(ops, "/", "/*");
    }

    static Running serve(OpsRouter ops, String contextPath, String mapping, Filter... filters) throws Exception {
        var server = new Server();
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(1_024);
        connector.setIdleTimeout(2_000);
        server.addConnector(connector);
        var context = new ServletContextHandler(contextPath);
        for (Filter filter : filters) {
            context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        context.addServlet(new ServletHolder(new OpsServlet(ops)), mapping);
        server.setHandler(context);
        server.start();
        return Running.of(connector.getLocalPort(), () -> LifeCycle.stop(server));
    }
}
