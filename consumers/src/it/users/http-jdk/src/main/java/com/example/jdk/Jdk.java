package com.example.jdk;

import com.example.checks.Artifact;
import com.example.checks.Checks;
import io.plimsoll.health.Finding;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.jdk.JdkOpsServer;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Is asked on a port of its own, with health-http, Jackson and the JDK's server. */
public final class Jdk {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Jdk() {}

    public static void main(String[] args) throws Exception {
        try (HealthMonitor health = HealthMonitor.builder("orders", "1")
                        .required("queue", probe -> Finding.up().with("depth", 3))
                        .start();
                JdkOpsServer server =
                        JdkOpsServer.start(OpsRouter.builder(health).build(), InetAddress.getLoopbackAddress(), 0)) {
            Checks.eventually("ready", () -> health.ready().open());
            HttpResponse<String> deep = get(server, "/health/deep");
            Checks.equal("deep", 200, deep.statusCode());
            Checks.contains("deep", "\"queue\":{\"status\":\"UP\"", deep.body());
            health.drain();
            Checks.equal(
                    "ready while draining", 503, get(server, "/health/ready").statusCode());
            Checks.equal(
                    "shallow while draining",
                    200,
                    get(server, "/health/shallow").statusCode());
        }
        Checks.equal(
                "what needs more than there is",
                "{io.plimsoll.http.servlet=[OpsServlet],"
                        + " io.plimsoll.http.spring=[ActuatorHealth, DrainBeforeClose],"
                        + " io.plimsoll.http.vertx=[EventLoopProbe, EventLoopProbe$Builder, OpsHandler, WatchedLoop]}",
                Artifact.of(OpsRouter.class).broken().toString());
    }

    private static HttpResponse<String> get(JdkOpsServer server, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
