package com.example.servlet;

import com.example.checks.Artifact;
import com.example.checks.Checks;
import io.plimsoll.health.Finding;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.servlet.OpsServlet;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/** Is asked in a servlet container, with health-http, Jackson and Jetty. */
public final class Servlet {

    private Servlet() {}

    public static void main(String[] args) throws Exception {
        var server = new Server(new InetSocketAddress("127.0.0.1", 0));
        try (HealthMonitor health = HealthMonitor.builder("orders", "1")
                .required("queue", probe -> Finding.up().with("depth", 3))
                .start()) {
            var context = new ServletContextHandler("/");
            context.addServlet(
                    new ServletHolder(new OpsServlet(OpsRouter.builder(health).build())), "/health/*");
            server.setHandler(context);
            server.start();
            Checks.eventually("ready", () -> health.ready().open());
            HttpResponse<String> deep = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(server.getURI() + "health/deep"))
                                    .build(),
                            BodyHandlers.ofString());
            Checks.equal("deep", 200, deep.statusCode());
            Checks.contains("deep", "\"queue\":{\"status\":\"UP\"", deep.body());
        } finally {
            server.stop();
        }
        Checks.equal(
                "what needs more than there is",
                "{" + (Checks.isModular(Servlet.class) ? "io.plimsoll.http.jdk=[JdkOpsServer], " : "")
                        + "io.plimsoll.http.spring=[ActuatorHealth, DrainBeforeClose],"
                        + " io.plimsoll.http.vertx=[EventLoopProbe, EventLoopProbe$Builder, OpsHandler, WatchedLoop]}",
                Artifact.of(OpsRouter.class).broken().toString());
    }
}
