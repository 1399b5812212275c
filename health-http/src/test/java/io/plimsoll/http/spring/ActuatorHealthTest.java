package io.plimsoll.http.spring;

import static io.plimsoll.health.Code.POOL_EXHAUSTED;
import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static io.plimsoll.testing.ScriptedProbe.finding;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.monitor.HealthMonitorBuilder;
import io.plimsoll.http.contract.Ask;
import io.plimsoll.http.contract.Checkout;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.Press;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

class ActuatorHealthTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration MOMENT = Duration.ofMillis(10);

    @Test
    void hasAChildForEachComponentInTheOrderOfTheConfiguration() {
        try (var checkout = Checkout.up()) {
            var actuator = new ActuatorHealth(checkout.health);

            assertThat(actuator.stream().map(HealthContributors.Entry::name))
                    .containsExactly("database", "redis", "inventory_service");
            assertThat(actuator.stream()
                            .map(each -> ((HealthIndicator) each.contributor())
                                    .health()
                                    .getStatus()))
                    .containsOnly(Status.UP);
            assertThat(actuator.getContributor("nobody")).isNull();
        }
    }

    @Test
    void showsWhatAnyoneMaySeeInDeepAndNothingElse() throws Exception {
        Finding exhausted = Finding.down(POOL_EXHAUSTED, "Connection pool exhausted")
                .local()
                .with("active_connections", 100)
                .with("load", 0.97)
                .with("reachable", true)
                .detail("url", "jdbc:secret-host")
                .causedBy(new IllegalStateException("secret-message"));
        try (var checkout = Checkout.of(finding(exhausted), FAIL).after(MOMENT)) {
            var actuator = new ActuatorHealth(checkout.health);

            for (String name : List.of("database", "redis", "inventory_service")) {
                Health health = health(actuator, name);
                var shown = (ObjectNode) JSON.readTree(JSON.writeValueAsString(health.getDetails()));
                shown.put("status", health.getStatus().getCode());
                assertThat(shown).isEqualTo(deep(checkout, name));
            }
            assertThat(health(actuator, "database").getDetails().toString())
                    .contains("POOL_EXHAUSTED", "local")
                    .doesNotContain("secret");
        }
    }

    @Test
    void readsWhatIsKnownNowAndRunsNoProbe() {
        try (var checkout = Checkout.flapping()) {
            var indicator = (HealthIndicator) new ActuatorHealth(checkout.health).getContributor("database");
            int calls = checkout.database.calls();

            assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
            assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
            assertThat(checkout.database.calls()).isEqualTo(calls);
            checkout.after(Duration.ofSeconds(3));
            assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
            checkout.time.advanceWithoutScheduler(Duration.ofSeconds(10));
            assertThat(indicator.health().getDetails()).containsEntry("code", "STALE");
        }
    }

    @Test
    void hasAWordOfItsOwnForDegraded() {
        try (var checkout = Checkout.of(OK, FAIL).after(MOMENT)) {
            var actuator = new ActuatorHealth(checkout.health);

            assertThat(health(actuator, "database").getStatus()).isEqualTo(Status.UP);
            assertThat(health(actuator, "inventory_service").getStatus()).isEqualTo(ActuatorHealth.DEGRADED);
        }
    }

    @Test
    void isDownUnderTheStrictRuleWithAnythingThatIsNotUp() {
        try (var checkout = Checkout.of(OK, FAIL, HealthMonitorBuilder::strict).after(MOMENT)) {
            var actuator = new ActuatorHealth(checkout.health);

            assertThat(health(actuator, "database").getStatus()).isEqualTo(Status.UP);
            assertThat(health(actuator, "inventory_service").getStatus()).isEqualTo(Status.DOWN);
        }
    }

    @Test
    void leavesAMutedComponentOutOfTheAggregateAndTellsWhatItIs() {
        var time = new ManualTime();
        PanicBoard board =
                PanicBoard.builder("mute:database").timing(time.timing()).build();
        board.button("mute:database").press(Press.by("alice", "false alarm"));
        try (var checkout = Checkout.of(FAIL, FAIL, builder -> builder.strict().panic(board))
                .after(MOMENT)) {
            var actuator = new ActuatorHealth(checkout.health);

            assertThat(health(actuator, "database").getStatus()).isEqualTo(Status.UNKNOWN);
            assertThat(health(actuator, "database").getDetails())
                    .containsEntry("code", "MUTED")
                    .containsEntry("muted", true);
            assertThat(health(actuator, "redis").getStatus()).isEqualTo(Status.UP);
            assertThat(health(actuator, "inventory_service").getStatus())
                    .as("strictly, though a muted component is as bad as the service")
                    .isEqualTo(Status.DOWN);
        }
    }

    @Test
    void showsTheHealthOfAnotherServiceAtWorstAsDegradedWithItsCode() {
        for (UnaryOperator<HealthMonitorBuilder> rule :
                List.<UnaryOperator<HealthMonitorBuilder>>of(builder -> builder, HealthMonitorBuilder::strict)) {
            try (var checkout = Checkout.of(
                            OK,
                            OK,
                            builder -> rule.apply(builder)
                                    .required("billing", new OtherService(FAIL))
                                    .optional("mail", new OtherService(FAIL))
                                    .required("stock", new OtherService(OK)))
                    .after(MOMENT)) {
                var actuator = new ActuatorHealth(checkout.health);

                assertThat(checkout.health.status("billing")).isEqualTo(io.plimsoll.health.Status.DOWN);
                assertThat(health(actuator, "billing").getStatus()).isEqualTo(ActuatorHealth.DEGRADED);
                assertThat(health(actuator, "billing").getDetails()).containsEntry("code", "REFUSED");
                assertThat(health(actuator, "billing").getDetails()).containsKeys("error", "event_id");
                assertThat(health(actuator, "mail").getStatus()).isEqualTo(ActuatorHealth.DEGRADED);
                assertThat(health(actuator, "stock").getStatus()).isEqualTo(Status.UP);
            }
        }
    }

    private record OtherService(ScriptedProbe script) implements Probe {

        OtherService(ScriptedProbe.Step step) {
            this(ScriptedProbe.of(step));
        }

        @Override
        public Finding check(ProbeContext context) throws Exception {
            return script.check(context);
        }

        @Override
        public boolean asksAnotherService() {
            return true;
        }
    }

    private static Health health(ActuatorHealth actuator, String name) {
        return ((HealthIndicator) actuator.getContributor(name)).health();
    }

    private static JsonNode deep(Checkout checkout, String name) throws Exception {
        var body = new ByteArrayOutputStream();
        OpsRouter.builder(checkout.health)
                .build()
                .handle(Ask.get("/health/deep/" + name))
                .writeBodyTo(body);
        return JSON.readTree(body.toByteArray());
    }
}
