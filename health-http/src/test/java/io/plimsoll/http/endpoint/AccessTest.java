package io.plimsoll.http.endpoint;

import static io.plimsoll.http.endpoint.Credential.bearerToken;
import static io.plimsoll.http.endpoint.Credential.role;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.http.contract.Ask;
import io.plimsoll.http.contract.Checkout;
import io.plimsoll.http.contract.LogCapture;
import io.plimsoll.http.contract.Schemas;
import io.plimsoll.testing.ScriptedProbe;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

    private static final String OPERATOR = "operators-token-0001";
    private static final String READER = "readers.token~0001+/==";
    private static final String STRANGER = "nobodys-token-000001";

    private final Checkout checkout = Checkout.of(
                    ScriptedProbe.finding(Finding.down(Code.REFUSED, "Database refused the connection")
                            .detail("server", "db-7.internal:5432")
                            .causedBy(new IllegalStateException("password authentication failed for user \"shop\""))),
                    ScriptedProbe.OK)
            .after(Duration.ofMillis(10));
    private final LogCapture log = new LogCapture();

    @AfterEach
    void close() {
        log.close();
        checkout.close();
    }

    @ParameterizedTest
    @CsvSource({
        // credential,            anyone, shallow, deep, component, details
        "'',                      STATUS,     200,  503,       503,   false",
        "operators-token-0001,    STATUS,     200,  503,       503,    true",
        "readers.token~0001+/==,  STATUS,     200,  503,       503,    true",
        "nobodys-token-000001,    STATUS,     200,  503,       503,   false",
        "'',                      NONE,       200,  401,       401,   false",
        "nobodys-token-000001,    NONE,       200,  401,       401,   false",
        "readers.token~0001+/==,  NONE,       200,  503,       503,    true",
        "'',                      DETAILS,    200,  503,       503,    true"
    })
    void showsNoMoreThanTheCredentialBrings(
            String token, Access anyone, int shallow, int deep, int component, boolean details) {
        OpsRouter ops = OpsRouter.builder(checkout.health)
                .anyone(anyone)
                .operators(bearerToken(OPERATOR))
                .readers(bearerToken(READER))
                .build();

        assertThat(ops.handle(asking("/health/shallow", token)).status()).isEqualTo(shallow);
        assertThat(ops.handle(asking("/health/deep", token)).status()).isEqualTo(deep);
        OpsResponse one = ops.handle(asking("/health/deep/database", token));
        assertThat(one.status()).isEqualTo(component);
        assertThat(text(one).contains("db-7.internal")).isEqualTo(details);
        assertThat(text(one).contains("password authentication failed")).isEqualTo(details);
        assertThat(text(one).contains("AccessTest")).as("a stack").isEqualTo(details);
        if (component != 401) {
            Schemas.COMPONENT.assertAccepts(text(one));
        }
    }

    @Test
    void keepsWhatWasRenderedForOneFromTheOthers() {
        OpsRouter ops = withOperators(bearerToken(OPERATOR));

        for (int i = 0; i < 3; i++) {
            assertThat(text(ops.handle(Ask.get("/health/deep").withToken(OPERATOR))))
                    .contains("db-7.internal");
            assertThat(text(ops.handle(Ask.get("/health/deep")))).doesNotContain("db-7.internal");
        }
    }

    @Test
    void givesNobodyMoreThanTheStatusUnlessACredentialIsNamed() {
        OpsRouter ops = OpsRouter.builder(checkout.health).build();

        assertThat(text(ops.handle(Ask.get("/health/deep").withToken(OPERATOR).as("admin"))))
                .doesNotContain("db-7.internal");
        assertThat(OpsRouter.builder(checkout.health)
                        .anyone(Access.NONE)
                        .build()
                        .handle(Ask.get("/health/deep"))
                        .status())
                .as("nothing opens it, so asking again with a token is of no use")
                .isEqualTo(403);
    }

    @Test
    void tellsThePlatformOneWordIfAnyoneGetsNothing() {
        OpsRouter ops = OpsRouter.builder(checkout.health)
                .anyone(Access.NONE)
                .operators(bearerToken(OPERATOR))
                .build();

        assertThat(text(ops.handle(Ask.get("/health/shallow")))).isEqualTo("{\"status\":\"UP\"}");
        assertThat(text(ops.handle(Ask.get("/health/ready?exclude=nothing")))).isEqualTo("{\"status\":\"DOWN\"}");
        assertThat(text(ops.handle(Ask.get("/health/ready").with("Accept", "application/health+json"))))
                .isEqualTo("{\"status\":\"fail\"}");
        assertThat(text(ops.handle(Ask.get("/health/ready").withToken(OPERATOR))))
                .contains("Not UP since start: database");
        Schemas.GATE.assertAccepts(text(ops.handle(Ask.get("/health/ready"))));
    }

    @Test
    void saysThatACredentialWasNotValidWithoutTakingTheServiceForSick() {
        OpsRouter ops = withOperators(bearerToken(OPERATOR));

        OpsResponse wrong = ops.handle(Ask.get("/health/shallow").withToken(STRANGER));
        OpsResponse refused = OpsRouter.builder(checkout.health)
                .anyone(Access.NONE)
                .operators(bearerToken(OPERATOR))
                .build()
                .handle(Ask.get("/health/deep").withToken(STRANGER));

        assertThat(wrong.status()).isEqualTo(200);
        assertThat(wrong.headers()).containsEntry("WWW-Authenticate", "Bearer");
        assertThat(refused.headers()).containsEntry("WWW-Authenticate", "Bearer");
        assertThat(text(refused)).doesNotContain(STRANGER);
        Schemas.PROBLEM.assertAccepts(text(refused));
        assertThat(ops.handle(Ask.get("/health/shallow")).headers()).doesNotContainKey("WWW-Authenticate");
        assertThat(ops.handle(Ask.get("/health/shallow").withToken(OPERATOR)).headers())
                .doesNotContainKey("WWW-Authenticate");
    }

    @Test
    void acceptsTheOldAndTheNewTokenWhileTheyAreExchanged() {
        var tokens = new AtomicReference<>(List.of(OPERATOR));
        OpsRouter ops = withOperators(bearerToken(tokens::get));

        tokens.set(List.of(OPERATOR, READER));
        assertThat(isOperator(ops, OPERATOR)).isTrue();
        assertThat(isOperator(ops, READER)).isTrue();

        tokens.set(List.of(READER));
        assertThat(isOperator(ops, OPERATOR)).isFalse();
        assertThat(isOperator(ops, READER)).isTrue();

        tokens.set(List.of());
        assertThat(isOperator(ops, READER)).isFalse();
        assertThat(isOperator(ops, "")).isFalse();
        assertThat(log.atLeast(Level.WARN)).hasSize(1).first().asString().contains("Looking for a credential failed");
    }

    @Test
    void trustsTheRolesThatTheHostKnows() {
        OpsRouter ops = withOperators(role("ops"));

        assertThat(text(ops.handle(Ask.get("/health/deep").as("ops")))).contains("db-7.internal");
        assertThat(text(ops.handle(Ask.get("/health/deep").as("shopper")))).doesNotContain("db-7.internal");
    }

    @Test
    void takesACredentialThatFailsForNoneAndLogsItOnce() {
        OpsRouter ops = withOperators(request -> {
            throw new IllegalStateException("key server away");
        });

        for (int i = 0; i < 3; i++) {
            OpsResponse answer = ops.handle(Ask.get("/health/deep").withToken(OPERATOR));
            assertThat(answer.status()).isEqualTo(503);
            assertThat(text(answer)).doesNotContain("db-7.internal");
        }
        assertThat(log.atLeast(Level.WARN)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Basic b3BlcmF0b3JzLXRva2VuLTAwMDE=",
                "operators-token-0001",
                "Bearer operators-token-000",
                "Bearer operators-token-00011",
                "Bearer OPERATORS-TOKEN-0001",
                "Bearer operators-token-0001, Bearer operators-token-0001",
                "Bearer operators-token-0001 x",
                "Bearer operators-token-00\u0130"
            })
    void acceptsNothingThatIsNotExactlyTheToken(String header) {
        OpsRouter ops = withOperators(bearerToken(OPERATOR));

        OpsResponse answer = ops.handle(Ask.get("/health/deep").with("Authorization", header));

        assertThat(text(answer)).doesNotContain("db-7.internal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer operators-token-0001", "bearer operators-token-0001", "BEARER  operators-token-0001 "})
    void acceptsTheTokenHoweverTheSchemeIsWritten(String header) {
        OpsRouter ops = withOperators(bearerToken(OPERATOR));

        assertThat(text(ops.handle(Ask.get("/health/deep").with("Authorization", header))))
                .contains("db-7.internal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "has a space in the middle",
                "quoted\"token\"00000",
                "no=equals=inside==a",
                "ünïcödé-töken-0001"
            })
    void refusesATokenThatCannotBeSentOrGuardsNothing(String token) {
        assertThatThrownBy(() -> bearerToken(token))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a bearer token of " + token.length() + " characters is refused: it must have 16 to 1024,"
                        + " from A-Z a-z 0-9 - . _ ~ + / and with = only at its end");
    }

    @Test
    void refusesAnyOtherNumberOfTokens() {
        assertThatThrownBy(() -> bearerToken())
                .hasMessage("there must be one bearer token, or two while they are exchanged, but there are 0");
        assertThatThrownBy(() -> bearerToken(OPERATOR, READER, STRANGER))
                .hasMessage("there must be one bearer token, or two while they are exchanged, but there are 3");
        assertThatThrownBy(() -> bearerToken(List::of)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesToLetAnyoneOperate() {
        assertThatThrownBy(() -> OpsRouter.builder(checkout.health).anyone(Access.OPERATE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("anyone must not get OPERATE: whoever reaches the port could switch features off");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/health/ready", "/health/ready?exclude=database", "/health/ready?exclude=database&exclude=redis"
            })
    void tellsWhoeverGetsNothingNoNamesEitherByLeavingThemOut(String asked) {
        OpsRouter ops = OpsRouter.builder(checkout.health).anyone(Access.NONE).build();

        assertThat(ops.handle(Ask.get(asked)).status()).isEqualTo(503);
    }

    @Test
    void takesErrorsOfACredentialForNoneToo() {
        OpsRouter ops = withOperators(request -> {
            throw new NoClassDefFoundError("com/example/Keys");
        });

        assertThat(ops.handle(Ask.get("/health/shallow")).status()).isEqualTo(200);
        assertThat(text(ops.handle(Ask.get("/health/deep")))).doesNotContain("db-7.internal");
    }

    @Test
    void logsEachTimeThatACredentialBeginsToFail() {
        var tokens = new AtomicReference<>(List.of(OPERATOR));
        OpsRouter ops = withOperators(bearerToken(tokens::get));

        for (int i = 0; i < 2; i++) {
            tokens.set(List.of());
            assertThat(isOperator(ops, OPERATOR)).isFalse();
            assertThat(isOperator(ops, OPERATOR)).isFalse();
            tokens.set(List.of(OPERATOR));
            assertThat(isOperator(ops, OPERATOR)).isTrue();
        }

        assertThat(log.atLeast(Level.WARN)).hasSize(2);
    }

    @Test
    void challengesNobodyWhoseTokenIsValid() {
        OpsRouter ops = OpsRouter.builder(checkout.health)
                .anyone(Access.DETAILS)
                .readers(bearerToken(READER))
                .build();

        assertThat(ops.handle(Ask.get("/health/deep").withToken(READER)).headers())
                .doesNotContainKey("WWW-Authenticate");
        assertThat(ops.handle(Ask.get("/health/deep").withToken(STRANGER)).headers())
                .containsKey("WWW-Authenticate");
    }

    @Test
    void asksForNoTokenWhereOnlyRolesCount() {
        OpsRouter ops = OpsRouter.builder(checkout.health)
                .anyone(Access.NONE)
                .operators(role("ops"))
                .build();

        OpsResponse shallow = ops.handle(Ask.get("/health/shallow").with("Authorization", "Basic c2hvcDpzaG9w"));
        OpsResponse refused = ops.handle(Ask.get("/health/deep").as("shopper"));

        assertThat(shallow.headers()).doesNotContainKey("WWW-Authenticate");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(text(refused)).contains("Something is needed here that the request does not bring");
        assertThat(ops.handle(Ask.get("/health/deep").as("ops")).status()).isEqualTo(503);
    }

    private OpsRouter withOperators(Credential credential) {
        return OpsRouter.builder(checkout.health).operators(credential).build();
    }

    private static boolean isOperator(OpsRouter ops, String token) {
        return text(ops.handle(Ask.get("/health/deep").withToken(token))).contains("db-7.internal");
    }

    private static Ask asking(String path, String token) {
        return token.isEmpty() ? Ask.get(path) : Ask.get(path).withToken(token);
    }

    private static String text(OpsResponse response) {
        return new String(response.body(), UTF_8);
    }
}
