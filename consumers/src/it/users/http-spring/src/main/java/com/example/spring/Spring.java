package com.example.spring;

import com.example.checks.Artifact;
import com.example.checks.Checks;
import io.plimsoll.health.Finding;
import io.plimsoll.health.monitor.Drain;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.probe.HttpProbe;
import io.plimsoll.http.spring.ActuatorHealth;
import io.plimsoll.http.spring.DrainBeforeClose;
import java.time.Duration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.support.GenericApplicationContext;

/** Is asked by Actuator and drains with its application, with health-http and Spring Boot's health, and without Jackson. */
public final class Spring {

    private Spring() {}

    public static void main(String[] args) throws Exception {
        try (HealthMonitor health = HealthMonitor.builder("orders", "1")
                .required("queue", probe -> Finding.up().with("depth", 3))
                .start()) {
            Checks.eventually("ready", () -> health.ready().open());
            var queue = (HealthIndicator) new ActuatorHealth(health).getContributor("queue");
            Checks.equal("queue", Status.UP, queue.health().getStatus());
            Checks.equal("depth", 3L, queue.health().getDetails().get("depth"));

            var application = new GenericApplicationContext();
            application.registerBean(
                    DrainBeforeClose.class, () -> new DrainBeforeClose(Drain.of(health, Duration.ofMillis(50))));
            application.refresh();
            application.close();
            Checks.equal("drained", true, health.isDraining());
        }
        Checks.equal(
                "what needs more than there is",
                "{io.plimsoll.http.endpoint=[], "
                        + (Checks.isModular(Spring.class) ? "io.plimsoll.http.jdk=[JdkOpsServer], " : "")
                        + "io.plimsoll.http.mitigation=[], io.plimsoll.http.servlet=[OpsServlet],"
                        + " io.plimsoll.http.vertx=[EventLoopProbe, EventLoopProbe$Builder, OpsHandler, WatchedLoop]}",
                Artifact.of(HttpProbe.class).broken().toString());
    }
}
