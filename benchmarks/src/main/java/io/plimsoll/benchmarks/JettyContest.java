package io.plimsoll.benchmarks;

import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.servlet.OpsServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Servlets of one Jetty as it comes. */
final class JettyContest implements Contest {

    private final Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    private JettyContest(OpsRouter ops, Constant constant) throws Exception {
        var context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new OpsServlet(ops)), "/health/*");
        context.addServlet(new ServletHolder(new ConstantServlet(constant)), "/always/*");
        context.addServlet(new ServletHolder(new ConstantServlet(constant.bare())), "/barest/*");
        server.setHandler(context);
        server.start();
    }

    static Contest start(OpsRouter ops, Constant constant) throws Exception {
        return new JettyContest(ops, constant);
    }

    @Override
    public String server() {
        return "Jetty, OpsServlet";
    }

    @Override
    public int port(Answer answer) {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @Override
    public boolean isJudged() {
        return true;
    }

    @Override
    public boolean keepsAlive() {
        return true;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class ConstantServlet extends HttpServlet {

        private static final long serialVersionUID = 1;

        private final transient Constant constant;

        ConstantServlet(Constant constant) {
            this.constant = constant;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            constant.headers().forEach(response::setHeader);
            response.getOutputStream().write(constant.body());
        }
    }
}
