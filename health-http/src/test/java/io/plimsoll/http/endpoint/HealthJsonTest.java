package io.plimsoll.http.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Gate;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Status;
import io.plimsoll.http.contract.Schemas;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthJsonTest {

    private static final Form PUBLIC = Form.of(Access.STATUS, false, false);

    private static final Instant AT = Instant.parse("2026-05-22T23:10:15.987Z");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void writesTheContractOfAServiceThatIsDown() throws Exception {
        var pool = Finding.down(Code.POOL_EXHAUSTED, "Connection pool exhausted")
                .with("active_connections", 100)
                .with("max_connections", 100);
        var slow = Finding.down(Code.TIMEOUT, "Timeout on GET /inventory/items/sku-9921");

        String json = report(
                Status.DOWN,
                component("database", Status.DOWN, pool, Duration.ofNanos(2_345_678)),
                component("redis", Status.UP, Finding.up(), Duration.ofNanos(900_000)),
                component("inventory_service", Status.DEGRADED, slow, Duration.ofMillis(2005)));

        assertHasAllOf("deep-down.json", json);
    }

    @Test
    void writesTheContractOfAServiceThatIsUp() throws Exception {
        var pool = Finding.up().with("active_connections", 12).with("max_connections", 100);

        String json = report(
                Status.UP,
                component("database", Status.UP, pool, Duration.ofNanos(4_200_000)),
                component("redis", Status.UP, Finding.up(), Duration.ofNanos(1_100_000)),
                component("inventory_service", Status.UP, Finding.up(), Duration.ofNanos(18_500_000)));

        assertHasAllOf("deep-up.json", json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deep-up.json", "deep-down.json"})
    void acceptsTheContractItselfByTheSchema(String file) throws Exception {
        Schemas.DEEP.assertAccepts(contract(file).toString());
    }

    @Test
    void refusesByTheSchemaWhatIsNotTheContract() {
        String component = "{\"status\":\"UP\"}";
        String valid = "{\"status\":\"UP\",\"timestamp\":\"2026-05-22T23:10:15Z\",\"service\":\"s\",\"version\":\"v\","
                + "\"components\":{\"a\":" + component + "}}";

        Schemas.DEEP.assertAccepts(valid);
        assertThat(Schemas.DEEP.violations(valid.replace("\"version\":\"v\",", "")))
                .isNotEmpty();
        assertThat(Schemas.DEEP.violations(valid.replace("15Z", "15+00:00"))).isNotEmpty();
        assertThat(Schemas.DEEP.violations(valid.replace(component, "{\"status\":\"UP\",\"host\":\"db-1\"}")))
                .isNotEmpty();
        assertThat(Schemas.DEEP.violations(valid.replace(component, "{\"status\":\"DOWN\"}")))
                .isNotEmpty();
        assertThat(Schemas.GATE.violations("{\"status\":\"DOWN\",\"service\":\"s\",\"version\":\"v\"}"))
                .isNotEmpty();
        assertThat(Schemas.PROBLEM.violations("{\"title\":\"Not Found\"}")).isNotEmpty();
    }

    @Test
    void writesAllThatAComponentHasInAFixedOrder() {
        var finding = Finding.down(Code.POOL_EXHAUSTED, "Connection pool exhausted")
                .with("waiting_requests", 37)
                .with("reachable", true)
                .with("load", 0.25)
                .local();

        String json = text(
                HealthJson.component(component("database", Status.DOWN, finding, Duration.ofNanos(4_249_999)), PUBLIC));

        assertThat(json)
                .isEqualTo("{\"status\":\"DOWN\",\"code\":\"POOL_EXHAUSTED\",\"error\":\"Connection pool exhausted\","
                        + "\"scope\":\"local\",\"latency_ms\":4.2,\"waiting_requests\":37,\"reachable\":true,\"load\":0.25,"
                        + "\"since\":\"2026-05-22T23:10:15Z\",\"checked_at\":\"2026-05-22T23:10:15Z\","
                        + "\"event_id\":\"ev-1\"}");
        Schemas.COMPONENT.assertAccepts(json);
    }

    @Test
    void leavesOutWhatIsNotKnownBeforeTheFirstAttempt() {
        var finding = Finding.down(Code.NOT_RUN_YET, "Not checked yet");
        var fresh = new ComponentHealth("redis", true, Status.DOWN, finding, null, AT, null, null, 0);

        String json = text(HealthJson.component(fresh, PUBLIC));

        assertThat(json)
                .isEqualTo("{\"status\":\"DOWN\",\"code\":\"NOT_RUN_YET\",\"error\":\"Not checked yet\","
                        + "\"since\":\"2026-05-22T23:10:15Z\"}");
        Schemas.COMPONENT.assertAccepts(json);
    }

    @Test
    void saysNothingOfAnOldEventOnceItIsUp() {
        String json =
                text(HealthJson.component(component("redis", Status.UP, Finding.up(), Duration.ofMillis(1)), PUBLIC));

        assertThat(json).doesNotContain("event_id", "code", "error", "scope");
        Schemas.COMPONENT.assertAccepts(json);
    }

    @Test
    void neverWritesDetailsOrCause() {
        var finding = Finding.down(Code.REFUSED, "Connection refused")
                .detail("address", "db-1.internal:5432")
                .causedBy(new IllegalStateException("password authentication failed for user admin"));

        String json = report(Status.DOWN, component("database", Status.DOWN, finding, Duration.ZERO));

        assertThat(json).doesNotContain("address", "db-1", "password", "admin", "IllegalState", "details", "cause");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "49999, 0.0",
        "50000, 0.1",
        "4199999, 4.2",
        "4250000, 4.3",
        "1000000000, 1000.0",
        "2005000000, 2005.0",
        "86400000000000, 86400000.0"
    })
    void writesLatencyWithOneDecimal(long nanos, String millis) {
        String json = text(
                HealthJson.component(component("redis", Status.UP, Finding.up(), Duration.ofNanos(nanos)), PUBLIC));

        assertThat(json).contains("\"latency_ms\":" + millis + ",");
    }

    @ParameterizedTest
    @CsvSource({"2026-05-22T23:10:15Z", "2026-05-22T23:10:00Z", "2026-01-01T00:00:00Z"})
    void writesTimesToTheSecondAsTheContractDoes(String time) {
        var component = new ComponentHealth(
                "a", true, Status.UP, Finding.up(), null, Instant.parse(time).plusNanos(999_999_999), null, null, 1);

        assertThat(text(HealthJson.component(component, PUBLIC))).contains("\"since\":\"" + time + "\"");
    }

    @Test
    void escapesWhateverTheServiceIsCalled() throws Exception {
        String odd = "a\"b\\c\n\u0001ü🚢</script>";
        var report = new HealthReport(odd, odd, Status.UP, null, AT, Map.of());

        JsonNode read = MAPPER.readTree(HealthJson.report(report, LeftOut.NOTHING, PUBLIC));

        assertThat(read.get("service").textValue()).isEqualTo(odd);
        assertThat(read.get("version").textValue()).isEqualTo(odd);
    }

    @Test
    void writesGates() {
        String open = text(HealthJson.gate(Gate.opened(), "checkout-service", "v3.4.12", LeftOut.NOTHING, PUBLIC));
        String closed =
                text(HealthJson.gate(Gate.closed("Draining"), "checkout-service", "v3.4.12", LeftOut.NOTHING, PUBLIC));

        assertThat(open).isEqualTo("{\"status\":\"UP\",\"service\":\"checkout-service\",\"version\":\"v3.4.12\"}");
        assertThat(closed)
                .isEqualTo("{\"status\":\"DOWN\",\"service\":\"checkout-service\",\"version\":\"v3.4.12\","
                        + "\"reason\":\"Draining\"}");
        Schemas.GATE.assertAccepts(open);
        Schemas.GATE.assertAccepts(closed);
    }

    private static ComponentHealth component(String name, Status status, Finding finding, @Nullable Duration latency) {
        return new ComponentHealth(name, true, status, finding, latency, AT, AT, "ev-1", 7);
    }

    private static String report(Status status, ComponentHealth... components) {
        var byName = new LinkedHashMap<String, ComponentHealth>();
        for (ComponentHealth component : components) {
            byName.put(component.name(), component);
        }
        String reason = status == Status.UP ? null : "database: Connection pool exhausted";
        String json = text(HealthJson.report(
                new HealthReport("checkout-service", "v3.4.12", status, reason, AT, byName), LeftOut.NOTHING, PUBLIC));
        Schemas.DEEP.assertAccepts(json);
        return json;
    }

    /** Every field of the contract is there under its name, with the same type, and in the same order. */
    private static void assertHasAllOf(String file, String json) throws Exception {
        JsonNode contract = contract(file);
        JsonNode ours = MAPPER.readTree(json);

        assertHasAllOf("", contract, ours);
        assertThat(ours.get("timestamp").textValue())
                .hasSameSizeAs(contract.get("timestamp").textValue());
    }

    private static void assertHasAllOf(String path, JsonNode contract, JsonNode ours) {
        contract.properties().forEach(field -> {
            String name = path + "/" + field.getKey();
            JsonNode own = ours.get(field.getKey());
            assertThat(own).as(name).isNotNull();
            assertThat(own.getNodeType()).as(name).isEqualTo(field.getValue().getNodeType());
            if (own.isObject()) {
                assertHasAllOf(name, field.getValue(), own);
            } else if (!name.equals("/timestamp")) {
                assertThat(own.isNumber() ? own.decimalValue().stripTrailingZeros() : own.textValue())
                        .as(name)
                        .isEqualTo(
                                own.isNumber()
                                        ? field.getValue().decimalValue().stripTrailingZeros()
                                        : field.getValue().textValue());
            }
        });
    }

    private static JsonNode contract(String file) throws Exception {
        try (var in = HealthJsonTest.class.getResourceAsStream("/contract/" + file)) {
            return MAPPER.readTree(in);
        }
    }

    private static String text(byte[] json) {
        return new String(json, UTF_8);
    }
}
