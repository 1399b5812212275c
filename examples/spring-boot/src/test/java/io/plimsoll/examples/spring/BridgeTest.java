package io.plimsoll.examples.spring;

import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static io.plimsoll.testing.ScriptedProbe.finding;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.spring.ActuatorHealth;
import io.plimsoll.testing.ScriptedProbe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** What Actuator makes of our components, over HTTP. */
class BridgeTest {

    private static final Duration START = Duration.ofSeconds(30);
    private static final String ORDER =
            "--management.endpoint.health.status.order=down,out-of-service,degraded,up,unknown";

    @Test
    void leavesStatusesGroupsAndDetailsToTheConfigurationThatDashboardsKnow() throws Exception {
        try (var application = start(
                ORDER,
                "--management.endpoint.health.group.shop.include=plimsoll/required,plimsoll/optional",
                "--management.endpoint.health.group.public.include=plimsoll",
                "--management.endpoint.health.group.public.show-details=never",
                "--management.endpoint.health.group.public.show-components=always")) {

            Reply optional = get(application, "/plimsoll/optional");
            assertThat(optional.status).isEqualTo(200);
            assertThat(optional.body)
                    .contains(
                            "\"status\":\"DEGRADED\"",
                            "\"code\":\"BACKLOG\"",
                            "\"error\":\"Queue is long\"",
                            "\"depth\":7")
                    .doesNotContain("secret");
            assertThat(get(application, "/plimsoll/required").body).contains("\"status\":\"UP\"", "\"latency_ms\":");
            assertThat(get(application, "/plimsoll/nobody").status).isEqualTo(404);

            Reply group = get(application, "/shop");
            assertThat(group.status).isEqualTo(200);
            assertThat(group.body).contains("\"status\":\"DEGRADED\"").doesNotContain("broken");

            Reply everything = get(application, "/plimsoll");
            assertThat(everything.status)
                    .as("DOWN is 503 as long as nobody maps a status")
                    .isEqualTo(503);
            assertThat(everything.body).startsWith("{").contains("\"status\":\"DOWN\"");

            Reply withoutDetails = get(application, "/public");
            assertThat(withoutDetails.status).isEqualTo(503);
            assertThat(withoutDetails.body).contains("broken").doesNotContain("details", "REFUSED");
        }
    }

    @Test
    void losesDegradedInTheWorstOfSeveralWithoutTheOrder() throws Exception {
        try (var application =
                start("--management.endpoint.health.group.shop.include=plimsoll/required,plimsoll/optional")) {
            assertThat(get(application, "/plimsoll/optional").body).contains("\"status\":\"DEGRADED\"");
            assertThat(get(application, "/shop").body).contains("\"status\":\"UP\"");
        }
    }

    private record Reply(int status, String body) {}

    /** No component, so that the example does not find it. */
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    static class Shop {

        @Bean
        HealthMonitor health() {
            Finding backlog = Finding.degraded(Code.BACKLOG, "Queue is long")
                    .with("depth", 7)
                    .detail("queue", "secret-name");
            return HealthMonitor.builder("shop", "1")
                    .required("required", ScriptedProbe.of(OK))
                    .required("broken", ScriptedProbe.of(FAIL))
                    .optional("optional", ScriptedProbe.of(finding(backlog)))
                    .start();
        }

        @Bean
        HealthContributor plimsoll(HealthMonitor health) {
            return new ActuatorHealth(health);
        }
    }

    private static ConfigurableApplicationContext start(String... settings) {
        var arguments = new ArrayList<>(List.of(
                "--spring.config.name=none", "--server.port=0", "--management.endpoint.health.show-details=always"));
        arguments.addAll(List.of(settings));
        var application = SpringApplication.run(Shop.class, arguments.toArray(String[]::new));
        HealthMonitor health = application.getBean(HealthMonitor.class);
        Eventually.within(
                START,
                "all is known",
                () -> health.report().components().values().stream()
                        .allMatch(component -> component.checkedAt() != null));
        return application;
    }

    private static Reply get(ConfigurableApplicationContext application, String path)
            throws IOException, InterruptedException {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/health" + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return new Reply(response.statusCode(), response.body());
    }
}
