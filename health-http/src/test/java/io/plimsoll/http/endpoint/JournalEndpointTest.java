package io.plimsoll.http.endpoint;

import static io.plimsoll.http.endpoint.Credential.bearerToken;
import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.http.contract.Ask;
import io.plimsoll.http.contract.Checkout;
import io.plimsoll.http.contract.Schemas;
import io.plimsoll.testing.ScriptedProbe;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

class JournalEndpointTest {

    private static final String OPERATOR = "operators-token-0001";
    private static final String READER = "readers-token-00001";
    private static final String JSON = "application/json";

    private final Checkout checkout = Checkout.of(
            ScriptedProbe.finding(Finding.down(Code.REFUSED, "Database refused the connection")
                    .detail("server", "db-7.internal <b>")
                    .causedBy(new IllegalStateException("no route to db-7"))),
            OK);
    private final OpsRouter ops = OpsRouter.builder(checkout.health)
            .operators(bearerToken(OPERATOR))
            .readers(bearerToken(READER))
            .build();

    @AfterEach
    void close() {
        checkout.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'',                   401, 401",
        "wrong-token-0000001,  401, 401",
        "readers-token-00001,  200, 403",
        "operators-token-0001, 200, 201"
    })
    void isReadWithDetailsAndToldWithOperate(String token, int read, int told) {
        assertThat(ops.handle(Ask.get("/health/journal").withToken(token)).status())
                .isEqualTo(read);
        assertThat(ops.handle(noting("{\"kind\":\"deploy\",\"text\":\"v2\"}").withToken(token))
                        .status())
                .isEqualTo(told);
        assertThat(checkout.health.journal().entries()).hasSize(told == 201 ? 2 : 1);
    }

    @Test
    void isClosedToAllUntilACredentialIsNamed() {
        OpsRouter open = OpsRouter.builder(checkout.health).build();

        assertThat(open.handle(Ask.get("/health/journal")).status()).isEqualTo(403);
        assertThat(open.handle(noting("{}")).status()).isEqualTo(403);
    }

    @Test
    void showsWhatIsSuspectedAndThenWhatHappened() {
        checkout.time.advance(Duration.ofSeconds(3));

        OpsResponse answer = read("/health/journal");

        assertThat(answer.headers())
                .containsEntry("Content-Type", JSON)
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("X-Content-Type-Options", "nosniff");
        Schemas.JOURNAL.assertAccepts(text(answer));
        assertThat(text(answer))
                .startsWith(
                        "{\"service\":\"checkout-service\",\"version\":\"v3.4.12\",\"suspicions\":[\"version v3.4.12"
                                + " started 0 s before: consider rollback\"],\"entries\":[{\"id\":")
                .contains("db-7.internal", "no route to db-7", "\"evidence\":{", "\"threads\":[{\"count\":");
    }

    @Test
    void showsTheTraceInWhichANoteWasMade() {
        try (var inRequest = MDC.putCloseable("trace_id", "4bf92f3577b34da6\"<b>")) {
            assertThat(inRequest).isNotNull();
            OpsResponse told = ops.handle(
                    noting("{\"kind\":\"action\",\"text\":\"failed over\"}").withToken(OPERATOR));
            assertThat(text(told)).contains("\"trace_id\":\"4bf92f3577b34da6??b?\"");
        }
        checkout.health.journal().note("action", "without a trace");

        String journal = text(read("/health/journal"));
        Schemas.JOURNAL.assertAccepts(journal);
        assertThat(journal)
                .contains("\"text\":\"failed over\",\"trace_id\":\"4bf92f3577b34da6??b?\"}")
                .contains("\"text\":\"without a trace\"}");
    }

    @Test
    void isRenderedOnceForEachEntry() {
        OpsResponse first = read("/health/journal");

        assertThat(read("/health/journal?format=json")).isSameAs(first);
        checkout.health.journal().note("deploy", "v2");
        assertThat(read("/health/journal")).isNotSameAs(first);
    }

    @Test
    void drawsUpAPostmortem() {
        checkout.time.advance(Duration.ofSeconds(3));

        OpsResponse answer = read("/health/journal?format=markdown");

        assertThat(answer.headers()).containsEntry("Content-Type", "text/markdown; charset=utf-8");
        assertThat(text(answer))
                .startsWith("# Postmortem: checkout\\-service, 2026-05-22 23:10 UTC\n")
                .containsSubsequence(
                        "\n## Summary\n",
                        "- **version v3.4.12 started",
                        "consider rollback**\n",
                        "\n## Impact\n",
                        "| database | other | DOWN REFUSED&#58; Database refused the connection | 23:10:00 | not over |",
                        "\n## Timeline\n",
                        "\n## Evidence of ",
                        "db-7.internal <b>",
                        "\n## Root cause\n",
                        "5. Why was that?",
                        "\n## What went well\n",
                        "\n## What to improve\n",
                        "\n## Actions\n\n| action | owner | due |\n");
    }

    @Test
    void tellsTheIncidentChannelInThreeLines() {
        checkout.time.advance(Duration.ofSeconds(3));

        OpsResponse answer = read("/health/journal?format=update");

        assertThat(answer.headers()).containsEntry("Content-Type", "text/plain; charset=utf-8");
        assertThat(text(answer)).isEqualTo("""
                        checkout-service v3.4.12 is DOWN for 3 s (since 23:10:00 UTC): database DOWN REFUSED
                        Cause: version v3.4.12 started 0 s before: consider rollback; first was database (layer other): \
                        Database refused the connection
                        Runbook: none; last note: version v3.4.12 started (start, 3 s ago)
                        """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"format=html", "format=markdown&x=1", "Format=markdown", "", "exclude=database"})
    void knowsNoOtherQuery(String query) {
        assertThat(read("/health/journal?" + query).status()).isEqualTo(400);
    }

    @Test
    void takesANoteAndRepeatsItAsJson() {
        OpsResponse told =
                ops.handle(noting("{\"text\":\"pool \\\"orders\\\" 20 \u2192 40 <script>\",\"kind\":\"config\"}")
                        .withToken(OPERATOR));

        assertThat(told.status()).isEqualTo(201);
        assertThat(text(told))
                .contains("\"type\":\"noted\",\"kind\":\"config\",\"text\":\"pool \\\"orders\\\" 20 \u2192 40");
        assertThat(text(read("/health/journal"))).contains(text(told));
        Schemas.JOURNAL.assertAccepts(text(read("/health/journal")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "|400",
                "{|400",
                "{\"kind\":\"deploy\",\"text\":\"a\"} x|400",
                "{\"kind\":\"deploy\",\"kind\":\"deploy\",\"text\":\"a\"}|400",
                "[[[[[[]]]]]]|422",
                "[]|422",
                "null|422",
                "\"deploy\"|422",
                "{}|422",
                "{\"kind\":\"deploy\"}|422",
                "{\"kind\":\"deploy\",\"text\":null}|422",
                "{\"kind\":\"deploy\",\"text\":7}|422",
                "{\"kind\":\"deploy\",\"text\":{\"a\":1}}|422",
                "{\"kind\":\"deploy\",\"text\":\"a\",\"by\":\"me\"}|422",
                "{\"kind\":\"DEPLOY\",\"text\":\"a\"}|422",
                "{\"kind\":\"deploy\",\"text\":\" \"}|422",
                "{\"kind\":\"deploy\",\"text\":\"a\\nb\"}|422",
                "{\"kind\":\"deploy\",\"text\":\"\\ud800\"}|422"
            })
    void refusesWhatIsNoNoteAndRepeatsNothingOfIt(@Nullable String body, int status) {
        OpsResponse answer = ops.handle(noting(body == null ? "" : body).withToken(OPERATOR));

        assertThat(answer.status()).as(body).isEqualTo(status);
        Schemas.PROBLEM.assertAccepts(text(answer));
        assertThat(text(answer)).doesNotContain("DEPLOY", "\"by\"");
        assertThat(checkout.health.journal().entries()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|201",
                "Application/JSON; charset=UTF-8|201",
                "application/json;charset=\"utf-8\"|201",
                "application/json; charset=latin1|415",
                "text/plain|415",
                "application/x-www-form-urlencoded|415",
                "application/jsonx|415"
            })
    void takesNothingButJson(String contentType, int status) {
        byte[] note = "{\"kind\":\"deploy\",\"text\":\"v2\"}".getBytes(UTF_8);

        assertThat(ops.handle(Ask.of("POST", "/health/journal")
                                .telling(contentType, note)
                                .withToken(OPERATOR))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void readsNoMoreThanANoteMayHave() {
        byte[] large = ("{\"kind\":\"deploy\",\"text\":\"" + "x".repeat(1_000_000) + "\"}").getBytes(UTF_8);
        var exact = "{\"kind\":\"deploy\",\"text\":\"a\"}";
        String padded = exact + " ".repeat(OpsRouter.LONGEST_BODY - exact.length());

        assertThat(status(large)).isEqualTo(413);
        assertThat(status(padded.getBytes(UTF_8))).isEqualTo(201);
        assertThat(status((padded + " ").getBytes(UTF_8))).isEqualTo(413);
        assertThat(status(exact.getBytes(UTF_16))).isEqualTo(400);
        assertThat(status(new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"'})).isEqualTo(400);
    }

    @Test
    void answersABodyThatDoesNotCome() {
        OpsRequest lost = new Lost(
                Ask.of("POST", "/health/journal").telling(JSON, new byte[0]).withToken(OPERATOR));

        assertThat(ops.handle(lost).status()).isEqualTo(400);
    }

    @Test
    void saysWhichMethodsItKnows() {
        assertThat(ops.handle(Ask.of("PUT", "/health/journal").withToken(OPERATOR)))
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(405))
                .satisfies(answer -> assertThat(answer.headers()).containsEntry("Allow", "GET, HEAD, POST"));
        assertThat(ops.handle(Ask.of("POST", "/health/deep").withToken(OPERATOR))
                        .status())
                .isEqualTo(405);
        assertThat(ops.handle(Ask.of("HEAD", "/health/journal").withToken(READER))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void waitsForNoBodyThatNobodyReads() {
        assertThat(ops.longestBodyOf(Ask.of("POST", "/health/journal").withToken(OPERATOR)))
                .isPositive();
        assertThat(ops.longestBodyOf(Ask.of("POST", "/health/journal").withToken(READER)))
                .isZero();
        assertThat(ops.longestBodyOf(Ask.of("POST", "/health/deep").withToken(OPERATOR)))
                .isZero();
        assertThat(ops.longestBodyOf(Ask.get("/health/journal").withToken(OPERATOR)))
                .isZero();
    }

    @Test
    void remembersAFailureThatIsOver() {
        try (var healed = Checkout.of((probe, context) -> (probe.calls() == 1 ? FAIL : OK).play(probe, context), OK)) {
            OpsRouter router = OpsRouter.builder(healed.health)
                    .operators(bearerToken(OPERATOR))
                    .build();
            healed.time.advance(Duration.ofSeconds(5));

            assertThat(text(router.handle(
                            Ask.get("/health/journal?format=update").withToken(OPERATOR))))
                    .startsWith("checkout-service v3.4.12 is UP again since 23:10:02 UTC, after 2 s\n");
        }
    }

    private int status(byte[] body) {
        return ops.handle(Ask.of("POST", "/health/journal").telling(JSON, body).withToken(OPERATOR))
                .status();
    }

    private OpsResponse read(String pathAndQuery) {
        return ops.handle(Ask.get(pathAndQuery).withToken(OPERATOR));
    }

    private static Ask noting(String body) {
        return Ask.of("POST", "/health/journal").telling(JSON, body.getBytes(UTF_8));
    }

    private static String text(OpsResponse answer) {
        return new String(answer.body(), UTF_8);
    }

    /** The connection is cut while the body is read. */
    private record Lost(Ask ask) implements OpsRequest {

        @Override
        public String method() {
            return ask.method();
        }

        @Override
        public String path() {
            return ask.path();
        }

        @Override
        public @Nullable String query() {
            return ask.query();
        }

        @Override
        public @Nullable String header(String name) {
            return ask.header(name);
        }

        @Override
        public InputStream body() throws IOException {
            throw new IOException("cut");
        }
    }
}
