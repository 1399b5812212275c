package io.plimsoll.examples.checkout;

import static io.plimsoll.http.endpoint.Credential.bearerToken;
import static io.plimsoll.http.mitigation.Verifier.standardWebhooks;
import static io.plimsoll.panic.Press.by;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.examples.checkout.servers.PostgresServer;
import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Status;
import io.plimsoll.health.jdbc.DatabaseProbe;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.redis.RedisProbe;
import io.plimsoll.http.endpoint.OpsRequest;
import io.plimsoll.http.endpoint.OpsResponse;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.mitigation.MitigationWebhook;
import io.plimsoll.http.mitigation.Verifier;
import io.plimsoll.http.probe.HttpProbe;
import io.plimsoll.panic.PanicBoard;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Secrets stand in every field that comes from outside; whoever has no access to details gets none of them. */
@Timeout(120)
class SecretsTest {

    private static final String TOKEN = "operators-token-0001";

    /** All that a string in a public answer may be; the names and the path are configured below. */
    private static final List<Pattern> VOCABULARY = List.of(
            Pattern.compile(
                    Arrays.toString(Status.values()).replaceAll("[\\[\\] ]", "").replace(',', '|')),
            Pattern.compile(
                    Arrays.toString(Code.values()).replaceAll("[\\[\\] ]", "").replace(',', '|')),
            Pattern.compile("pass|warn|fail|component|ms|local"),
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"),
            Pattern.compile("[0-9a-f]{6}-\\d+"),
            Pattern.compile("shop|v1|unknown_database|database|redis|downstream|queue|probe"),
            Pattern.compile("excluded: [a-z_]+"),
            Pattern.compile("exclude names (a component that does|\\d components that do) not exist"),
            Pattern.compile("Not UP since start: [a-z_, ]+"),
            Pattern.compile("Nothing in the request proves who sent it, or it is too old"),
            Pattern.compile("A webhook is told something by POST"),
            Pattern.compile("Unauthorized|A credential is needed here, and the request brings none that is valid"),
            Pattern.compile(
                    "(Bad Request|Not Found|Method Not Allowed)|Nothing answers at this path|No component has this"
                            + " name|Health is only read|The name in the path is not correctly percent-encoded UTF-8|This"
                            + " component is another service's health, which is not told to a service that asks for its own"));

    /** All that these components may be told to suffer from. */
    private static final Set<String> ERRORS = Set.of(
            "Database rejects our credentials or rights",
            "Host name of the database does not resolve",
            "Host name does not resolve on GET /health/shallow",
            "The host name of Redis does not resolve",
            "Timeout on GET /health/shallow",
            "Database did not answer",
            "Queue is long",
            "Muted: Queue is long",
            "Probe failed");

    private final Random random = new Random(seed());
    private final Map<String, String> secrets = new LinkedHashMap<>();

    @Test
    void leavesEverySecretOutOfWhatAnyoneMayRead() throws Exception {
        try (PostgresServer postgres = PostgresServer.start();
                PanicBoard board = PanicBoard.of("recommendations");
                HikariDataSource unknown = pool("jdbc:postgresql://" + secret("database host") + ".invalid:5432/"
                        + secret("database name") + "?ApplicationName=" + secret("JDBC property"));
                HikariDataSource refusing = pool(postgres.jdbcUrl());
                HealthMonitor health = HealthMonitor.builder("shop", "v1")
                        .required("unknown_database", DatabaseProbe.of(unknown))
                        .required("database", DatabaseProbe.of(refusing))
                        .required(
                                "redis",
                                RedisProbe.of("redis://" + secret("Redis user") + ":" + secret("Redis password") + "@"
                                        + secret("Redis host") + ".invalid:6379"))
                        .optional(
                                "downstream",
                                HttpProbe.get("http://" + secret("host") + ".invalid/health/shallow?key="
                                                + secret("query"))
                                        .header("Authorization", secret("header that we send")))
                        .optional(
                                "queue",
                                probe -> Finding.degraded(Code.BACKLOG, "Queue is long")
                                        .with("depth", 1_000)
                                        .detail("sql", "SELECT * FROM t WHERE c = '" + secret("SQL") + "'")
                                        .causedBy(new SQLException(secret("message of a cause"))))
                        .optional("probe", probe -> {
                            throw new IllegalStateException(secret("message of what a probe throws"));
                        })
                        .panic(board)
                        .start()) {
            board.button("mute:queue")
                    .press(by(secret("who presses"), secret("why")).incident(secret("incident")));
            OpsRouter ops = OpsRouter.builder(health)
                    .operators(bearerToken(TOKEN))
                    .panic(board)
                    .mitigation(MitigationWebhook.builder(board, "shop")
                            .verifiedBy(standardWebhooks("whsec_" + padded(secret("webhook secret"))))
                            .verifiedBy(Verifier.bearerToken(padded(secret("webhook token"))))
                            .press("RECOMMENDATIONS_OFF", "recommendations")
                            .build())
                    .build();
            Eventually.within(
                    Duration.ofSeconds(60),
                    "all have found something",
                    () -> health.report().components().values().stream()
                            .noneMatch(each -> each.code() == Code.NOT_RUN_YET));

            int answers = 0;
            for (Asked asked : everything()) {
                OpsResponse answer = ops.handle(asked);
                String body = new String(answer.body(), UTF_8);
                assertThat(holdsASecret(body)).as("%s gets %s", asked, body).isFalse();
                assertThat(answer.headers().values()).noneMatch(this::holdsASecret);
                assertThat(strangeStrings(body)).as("%s gets %s", asked, body).isEmpty();
                answers++;
            }

            String details = new String(
                    ops.handle(new Asked("GET", "/health/deep", null, Map.of("Authorization", "Bearer " + TOKEN)))
                            .body(),
                    UTF_8);
            List<String> shown = secrets.entrySet().stream()
                    .filter(secret -> details.contains(secret.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            System.out.printf(
                    "%d secrets in %d public answers: none; with access to details: %s%n",
                    secrets.size(), answers, shown);
            assertThat(shown)
                    .as("the secrets were really there")
                    .contains("SQL", "message of a cause", "message of what a probe throws", "host", "database user");
            assertThat(shown)
                    .as("not even for operators")
                    .doesNotContain("Redis password", "database password", "query", "header that we send");
        }
    }

    private List<Asked> everything() {
        List<Asked> all = new ArrayList<>();
        List<String> paths = List.of(
                "/health/shallow",
                "/health/ready",
                "/health/started",
                "/health/deep",
                "/health/deep/unknown_database",
                "/health/deep/database",
                "/health/deep/redis",
                "/health/deep/downstream",
                "/health/deep/queue",
                "/health/deep/probe",
                "/health/deep/" + secret("component in the path"),
                "/health/deep/%" + secret("broken encoding"),
                "/panic",
                "/panic/mute:queue/release",
                "/panic/" + secret("button in the path") + "/press",
                "/mitigation",
                "/" + secret("path"));
        for (String path : paths) {
            for (String method : List.of("GET", "POST", secret("method"))) {
                for (String query : new @Nullable String[] {null, "exclude=redis&exclude=" + secret("exclude")}) {
                    for (String accept : List.of("application/json", "application/health+json", secret("Accept"))) {
                        all.add(new Asked(method, path, query, Map.of("Accept", accept)));
                        all.add(new Asked(
                                method,
                                path,
                                query,
                                Map.of(
                                        "Accept",
                                        accept,
                                        "Health-Chain",
                                        secret("Health-Chain"),
                                        "Authorization",
                                        "Bearer " + secret("token"),
                                        "webhook-id",
                                        secret("webhook id"),
                                        "webhook-timestamp",
                                        secret("webhook timestamp"),
                                        "webhook-signature",
                                        "v1," + secret("webhook signature"))));
                    }
                }
            }
        }
        return all;
    }

    private HikariDataSource pool(String url) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(secret("database user"));
        config.setPassword(secret("database password"));
        config.setMaximumPoolSize(1);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /** A secret for this field, the same each time. */
    private synchronized String secret(String field) {
        return secrets.computeIfAbsent(field, any -> "secret" + Long.toHexString(random.nextLong()));
    }

    /** As many characters as a secret must have. */
    private static String padded(String secret) {
        return secret + "A".repeat(40 - secret.length());
    }

    private synchronized boolean holdsASecret(String text) {
        return secrets.values().stream().anyMatch(text::contains);
    }

    private List<String> strangeStrings(String body) throws IOException {
        List<String> strange = new ArrayList<>();
        collectStrange(new ObjectMapper().readTree(body), strange);
        return strange;
    }

    private void collectStrange(JsonNode node, List<String> strange) {
        node.forEach(child -> collectStrange(child, strange));
        if (node.isTextual() && !isKnown(node.asText())) {
            strange.add(node.asText());
        }
    }

    private boolean isKnown(String text) {
        return ERRORS.contains(text)
                || ERRORS.stream()
                        .anyMatch(
                                error -> text.matches("[A-Za-z_]+: " + Pattern.quote(error) + "( \\(and \\d more\\))?"))
                || VOCABULARY.stream().anyMatch(words -> words.matcher(text).matches());
    }

    private static long seed() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("SecretsTest: seed " + seed);
        return seed;
    }

    private record Asked(
            String method, String path, @Nullable String query, Map<String, String> headers) implements OpsRequest {

        @Override
        public @Nullable String header(String name) {
            return headers.get(name);
        }
    }
}
