package io.plimsoll.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.jdk.JdkOpsServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;

/** What can be had at which port of the example. */
class PortsTest {

    private static final Duration START = Duration.ofSeconds(30);
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void deepHealthStaysInside() throws Exception {
        try (var application = SpringApplication.run(
                ClockApplication.class,
                "--server.port=0",
                "--ops.port=0",
                "--management.server.port=0",
                "--drain.wait=0s")) {
            String business = application.getEnvironment().getRequiredProperty("local.server.port");
            String management = application.getEnvironment().getRequiredProperty("local.management.port");
            String ops =
                    Integer.toString(application.getBean(JdkOpsServer.class).port());
            HealthMonitor health = application.getBean(HealthMonitor.class);
            Eventually.within(START, "it is ready", () -> health.ready().open());

            assertThat(get(ops, "/health/deep").body()).contains("\"database\"", "\"max_connections\"");
            assertThat(get(management, "/actuator/health/plimsoll").body())
                    .contains("\"database\"", "\"max_connections\"");
            assertThat(get(business, "/now").statusCode()).isEqualTo(200);
            for (String gate : List.of("/health/shallow", "/health/ready", "/health/started")) {
                assertThat(get(business, gate).statusCode()).as(gate).isEqualTo(200);
            }
            for (String inside : List.of(
                    "/health/deep",
                    "/health/deep/database",
                    "/actuator",
                    "/actuator/health",
                    "/actuator/health/db",
                    "/actuator/health/plimsoll",
                    "/actuator/health/plimsoll/database")) {
                HttpResponse<String> answer = get(business, inside);
                assertThat(answer.statusCode()).as(inside).isEqualTo(404);
                assertThat(answer.body()).as(inside).doesNotContain("max_connections", "details", "components");
            }
        }
    }

    private HttpResponse<String> get(String port, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
