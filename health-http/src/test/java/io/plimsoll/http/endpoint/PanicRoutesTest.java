package io.plimsoll.http.endpoint;

import static io.plimsoll.http.endpoint.Credential.bearerToken;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.http.contract.Ask;
import io.plimsoll.http.contract.Checkout;
import io.plimsoll.http.contract.Schemas;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.panic.Press;
import io.plimsoll.testing.ScriptedProbe;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PanicRoutesTest {

    private static final String OPERATOR = "operators-token-0001";
    private static final String READER = "readers-token-00001";
    private static final String PRESS = "{\"by\":\"alice\",\"reason\":\"hangs\",\"minutes\":30}";

    private final Checkout checkout = Checkout.of(ScriptedProbe.OK, ScriptedProbe.OK);
    private final PanicBoard board = PanicBoard.builder("recommendations", "mute:redis")
            .maximum(ofHours(2))
            .timing(checkout.time.timing())
            .build();
    private final PanicButton button = board.button("recommendations");
    private final OpsRouter ops = OpsRouter.builder(checkout.health)
            .operators(bearerToken(OPERATOR))
            .readers(bearerToken(READER))
            .panic(board)
            .build();

    @AfterEach
    void close() {
        checkout.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 401, 401",
        "wrong-token-0000001, 401, 401",
        "readers-token-00001, 403, 403",
        "operators-token-0001, 200, 201"
    })
    void areForOperatorsOnly(String token, int shown, int pressed) {
        assertThat(ops.handle(Ask.get("/panic").withToken(token)).status()).isEqualTo(shown);
        assertThat(ops.handle(told("/panic/recommendations/press", PRESS).withToken(token))
                        .status())
                .isEqualTo(pressed);
        assertThat(button.isPressed()).isEqualTo(pressed == 201);
    }

    @Test
    void areClosedToAllUntilACredentialIsNamedAndNotThereWithoutABoard() {
        OpsRouter open = OpsRouter.builder(checkout.health).panic(board).build();
        OpsRouter without = OpsRouter.builder(checkout.health)
                .operators(bearerToken(OPERATOR))
                .build();

        assertThat(open.handle(Ask.get("/panic")).status()).isEqualTo(403);
        assertThat(open.handle(told("/panic/recommendations/press", PRESS)).status())
                .isEqualTo(403);
        assertThat(without.handle(Ask.get("/panic").withToken(OPERATOR)).status())
                .isEqualTo(404);
        assertThat(button.isPressed()).isFalse();
    }

    @Test
    void showButtonsAndWhatHoldsThem() {
        button.press(Press.by("alice", "hangs \"<b>\"").incident("INC-4711").drilling());

        OpsResponse answer = ops.handle(Ask.get("/panic").withToken(OPERATOR));

        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Cache-Control", "no-store");
        Schemas.PANIC.assertAccepts(text(answer));
        String id = button.leases().get(0).id();
        assertThat(text(answer))
                .isEqualTo("{\"buttons\":[{\"name\":\"recommendations\",\"pressed\":true,\"leases\":[{\"id\":\"" + id
                        + "\",\"button\":\"recommendations\",\"by\":\"alice\",\"reason\":\"hangs \\\"<b>\\\"\","
                        + "\"source\":\"code\",\"incident\":\"INC-4711\",\"drill\":true,"
                        + "\"from\":\"2026-05-22T23:10:00Z\",\"until\":\"2026-05-22T23:40:00Z\"}]},"
                        + "{\"name\":\"mute:redis\",\"pressed\":false,\"leases\":[]}]}");
        assertThat(ops.handle(Ask.of("HEAD", "/panic").withToken(OPERATOR)).status())
                .isEqualTo(200);
    }

    @Test
    void pressForAsLongAsToldAndAnswerWithTheLease() {
        OpsResponse answer = tell(
                "/panic/recommendations/press",
                "{\"by\":\"alice\",\"reason\":\"hangs\",\"minutes\":45,\"incident\":\"INC-4711\",\"drill\":true}");

        assertThat(answer.status()).isEqualTo(201);
        Lease lease = button.leases().get(0);
        assertThat(text(answer)).startsWith("{\"id\":\"" + lease.id() + "\",\"button\":\"recommendations\",");
        assertThat(lease.source()).isEqualTo("http");
        assertThat(lease.incident()).isEqualTo("INC-4711");
        assertThat(lease.drill()).isTrue();
        checkout.time.advance(ofMinutes(45).minusMillis(1));
        assertThat(button.isPressed()).isTrue();
        checkout.time.advance(ofMinutes(1));
        assertThat(button.isPressed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/panic/mute:redis/press", "/panic/mute%3Aredis/press", "/panic/%6dute:redis/press"})
    void pressTheButtonOfAComponentHoweverItIsEncoded(String path) {
        assertThat(tell(path, PRESS).status()).isEqualTo(201);
        assertThat(board.button("mute:redis").isPressed()).isTrue();
    }

    @Test
    void listTheKnownButtonsToWhoNamesAnother() {
        for (String what : new String[] {"press", "extend", "release"}) {
            OpsResponse answer = tell("/panic/recomendations/" + what, "not even JSON");

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
            Schemas.PROBLEM.assertAccepts(text(answer));
            assertThat(text(answer))
                    .contains("No button has this name; there are: recommendations, mute:redis")
                    .doesNotContain("recomendations");
        }
    }

    @Test
    void extendFromNow() {
        Lease lease = button.press(Press.by("alice", "hangs"));

        OpsResponse answer = tell("/panic/recommendations/extend", extension(lease.id(), 60));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(text(answer)).contains("\"until\":\"2026-05-23T00:10:00Z\",\"extended_by\":\"bob\"");
        assertThat(button.leases().get(0).until())
                .isEqualTo(checkout.time.instant().plus(ofHours(1)));
        assertThat(tell("/panic/recommendations/extend", extension(lease.id(), 60))
                        .status())
                .as("not later than it is")
                .isEqualTo(422);
        assertThat(tell("/panic/recommendations/extend", extension(lease.id(), 121))
                        .status())
                .isEqualTo(422);
        assertThat(tell("/panic/recommendations/extend", extension("unknown", 60))
                        .status())
                .isEqualTo(404);
        assertThat(tell("/panic/mute:redis/extend", extension(lease.id(), 120)).status())
                .as("of another button")
                .isEqualTo(404);
    }

    @Test
    void releaseOneLeaseOrAll() {
        Lease first = button.press(Press.by("alice", "hangs"));
        Lease second = button.press(Press.by("alice", "hangs"));

        OpsResponse one = tell("/panic/recommendations/release", release(first.id()));
        assertThat(one.status()).isEqualTo(200);
        assertThat(text(one))
                .startsWith("{\"released\":[{\"id\":\"" + first.id())
                .endsWith("\"released_by\":\"bob\"}]}");
        assertThat(button.leases()).containsExactly(second);
        assertThat(tell("/panic/recommendations/release", release(first.id())).status())
                .isEqualTo(404);

        assertThat(text(tell("/panic/recommendations/release", release("all")))).contains(second.id());
        assertThat(button.isPressed()).isFalse();
        assertThat(text(tell("/panic/recommendations/release", release("all")))).isEqualTo("{\"released\":[]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "|400",
                "{|400",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":30} x|400",
                "{\"by\":\"alice\",\"by\":\"mallory\",\"reason\":\"r\",\"minutes\":30}|400",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":999999999999999999999999}|400",
                "[]|422",
                "null|422",
                "{}|422",
                "{\"reason\":\"r\",\"minutes\":30}|422",
                "{\"by\":\"alice\",\"minutes\":30}|422",
                "{\"by\":\"alice\",\"reason\":\"r\"}|422",
                "{\"by\":null,\"reason\":\"r\",\"minutes\":30}|422",
                "{\"by\":7,\"reason\":\"r\",\"minutes\":30}|422",
                "{\"by\":{},\"reason\":\"r\",\"minutes\":30}|422",
                "{\"by\":\"\",\"reason\":\"r\",\"minutes\":30}|422",
                "{\"by\":\"a\\nb\",\"reason\":\"r\",\"minutes\":30}|422",
                "{\"by\":\"alice\",\"reason\":\"\\u202e\",\"minutes\":30}|422",
                "{\"by\":\"alice\",\"reason\":\"\\ud800\",\"minutes\":30}|422",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":\"30\"}|422",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":30.0}|422",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":0}|422",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":-30}|422",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":121}|422",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":9223372036854775807}|422",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":9223372036854775808}|422",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":true}|422",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":30,\"incident\":\"\"}|422",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":30,\"incident\":null}|422",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":30,\"drill\":\"true\"}|422",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":30,\"drill\":1}|422",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":30,\"source\":\"code\"}|422",
                "{\"by\":\"alice\",\"reason\":\"r\",\"minutes\":30,\"mallory\":\"x\"}|422"
            })
    void refuseWhatIsNoPressAndRepeatNothingOfIt(@Nullable String body, int status) {
        OpsResponse answer = tell("/panic/recommendations/press", body == null ? "" : body);

        assertThat(answer.status()).as(body).isEqualTo(status);
        Schemas.PROBLEM.assertAccepts(text(answer));
        assertThat(text(answer)).doesNotContain("mallory", "\"source\"", "999");
        assertThat(button.isPressed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"by\":\"bob\"}",
                "{\"lease\":\"all\"}",
                "{\"by\":\"bob\",\"lease\":null}",
                "{\"by\":\"bob\",\"lease\":true}",
                "{\"by\":\"b\\nb\",\"lease\":\"all\"}",
                "{\"by\":\"bob\",\"lease\":\"all\",\"minutes\":1}"
            })
    void refuseWhatIsNoRelease(String body) {
        button.press(Press.by("alice", "hangs"));

        assertThat(tell("/panic/recommendations/release", body).status()).isEqualTo(422);
        assertThat(button.isPressed()).isTrue();
    }

    @Test
    void muteAComponentInHealthWhichShowsWhatItIs() {
        try (var sick = Checkout.of(ScriptedProbe.FAIL, ScriptedProbe.OK, builder -> builder.panic(board))
                .after(Duration.ofMillis(10))) {
            OpsRouter router = OpsRouter.builder(sick.health)
                    .operators(bearerToken(OPERATOR))
                    .panic(board)
                    .build();
            assertThat(router.handle(Ask.get("/health/deep")).status()).isEqualTo(503);
            assertThat(router.handle(Ask.get("/health/ready")).status()).isEqualTo(503);

            OpsResponse muted =
                    router.handle(told("/panic/mute:database/press", PRESS).withToken(OPERATOR));

            assertThat(muted.status()).isEqualTo(201);
            OpsResponse deep = router.handle(Ask.get("/health/deep"));
            assertThat(deep.status()).isEqualTo(200);
            Schemas.DEEP.assertAccepts(text(deep));
            assertThat(text(deep))
                    .startsWith("{\"status\":\"UP\"")
                    .contains(
                            "\"database\":{\"status\":\"DOWN\"",
                            "\"code\":\"MUTED\"",
                            "\"error\":\"Muted: ",
                            "\"muted\":true")
                    .doesNotContain("alice", "muted_code");
            assertThat(router.handle(Ask.get("/health/deep/database")).status()).isEqualTo(503);
            assertThat(router.handle(Ask.get("/health/ready")).status()).isEqualTo(200);
            OpsResponse details = router.handle(Ask.get("/health/deep").withToken(OPERATOR));
            assertThat(text(details)).contains("\"muted_code\":\"REFUSED\"");
            OpsResponse ietf = router.handle(Ask.get("/health/deep").with("Accept", "application/health+json"));
            Schemas.IETF.assertAccepts(text(ietf));
            OpsResponse journal = router.handle(Ask.get("/health/journal").withToken(OPERATOR));
            assertThat(text(journal)).contains("button mute:database pressed by alice");
        }
    }

    @Test
    void refuseTooManyLeasesAndAClosedBoard() {
        for (int i = 0; i < 1_000; i++) {
            button.press(Press.by("alice", "hangs"));
        }
        assertThat(tell("/panic/recommendations/press", PRESS).status()).isEqualTo(409);

        board.close();
        assertThat(tell("/panic/mute:redis/press", PRESS).status()).isEqualTo(409);
    }

    @Test
    void refuseOtherTypesAndLargerBodies() {
        assertThat(ops.handle(Ask.of("POST", "/panic/recommendations/press")
                                .telling("text/plain", PRESS.getBytes(UTF_8))
                                .withToken(OPERATOR))
                        .status())
                .isEqualTo(415);
        assertThat(tell("/panic/recommendations/press", " ".repeat(OpsRouter.LONGEST_BODY) + PRESS)
                        .status())
                .isEqualTo(413);
        assertThat(button.isPressed()).isFalse();
    }

    @Test
    void sayWhichMethodsTheyKnow() {
        for (String method : new String[] {"GET", "HEAD", "PUT", "DELETE"}) {
            assertThat(ops.handle(Ask.of(method, "/panic/recommendations/press").withToken(OPERATOR)))
                    .satisfies(answer -> assertThat(answer.status()).isEqualTo(405))
                    .satisfies(answer -> assertThat(answer.headers()).containsEntry("Allow", "POST"));
        }
        assertThat(ops.handle(Ask.of("POST", "/panic").withToken(OPERATOR)))
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(405))
                .satisfies(answer -> assertThat(answer.headers()).containsEntry("Allow", "GET, HEAD"));
        assertThat(ops.handle(told("/panic/%FF/press", PRESS).withToken(OPERATOR))
                        .status())
                .isEqualTo(400);
        assertThat(ops.longestBodyOf(
                        Ask.of("POST", "/panic/recommendations/press").withToken(OPERATOR)))
                .isPositive();
        assertThat(ops.longestBodyOf(
                        Ask.of("POST", "/panic/recommendations/press").withToken(READER)))
                .isZero();
    }

    @Test
    void pressNothingWhateverBytesCome() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("PanicRoutesTest: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = random.nextBoolean() ? PRESS.getBytes(UTF_8) : new byte[random.nextInt(80)];
            if (body.length == PRESS.length()) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            } else {
                random.nextBytes(body);
            }

            OpsResponse answer = ops.handle(Ask.of("POST", "/panic/recommendations/press")
                    .telling("application/json", body)
                    .withToken(OPERATOR));

            assertThat(answer.status()).isIn(201, 400, 422);
            assertThat(button.releaseAll("test")).hasSize(answer.status() == 201 ? 1 : 0);
        }
    }

    private OpsResponse tell(String path, String body) {
        return ops.handle(told(path, body).withToken(OPERATOR));
    }

    private static Ask told(String path, String body) {
        return Ask.of("POST", path).telling("application/json", body.getBytes(UTF_8));
    }

    private static String extension(String lease, int minutes) {
        return "{\"by\":\"bob\",\"lease\":\"" + lease + "\",\"minutes\":" + minutes + "}";
    }

    private static String release(String lease) {
        return "{\"by\":\"bob\",\"lease\":\"" + lease + "\"}";
    }

    private static String text(OpsResponse answer) {
        return new String(answer.body(), UTF_8);
    }
}
