package com.example.router;

import com.example.checks.Artifact;
import com.example.checks.Checks;
import io.plimsoll.health.Finding;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.endpoint.OpsRequest;
import io.plimsoll.http.endpoint.OpsResponse;
import io.plimsoll.http.endpoint.OpsRouter;

/** Is asked by a server of its own, with health-http and Jackson. */
public final class Router {

    private Router() {}

    public static void main(String[] args) throws Exception {
        try (HealthMonitor health = HealthMonitor.builder("orders", "1")
                .required("queue", probe -> Finding.up().with("depth", 3))
                .start()) {
            OpsRouter ops = OpsRouter.builder(health).build();
            Checks.eventually("deep", () -> ops.handle(get("/health/deep")).status() == 200);
            OpsResponse queue = ops.handle(get("/health/deep/queue"));
            Checks.contains("queue", "\"depth\":3", new String(queue.body()));
            Checks.equal("elsewhere", 404, ops.handle(get("/elsewhere")).status());
        }
        Checks.equal(
                "what needs more than there is",
                "{" + (Checks.isModular(Router.class) ? "io.plimsoll.http.jdk=[JdkOpsServer], " : "")
                        + "io.plimsoll.http.servlet=[OpsServlet],"
                        + " io.plimsoll.http.spring=[ActuatorHealth, DrainBeforeClose],"
                        + " io.plimsoll.http.vertx=[EventLoopProbe, EventLoopProbe$Builder, OpsHandler, WatchedLoop]}",
                Artifact.of(OpsRouter.class).broken().toString());
    }

    private static OpsRequest get(String path) {
        return new OpsRequest() {
            @Override
            public String method() {
                return "GET";
            }

            @Override
            public String path() {
                return path;
            }

            @Override
            public String query() {
                return null;
            }

            @Override
            public String header(String name) {
                return null;
            }
        };
    }
}
