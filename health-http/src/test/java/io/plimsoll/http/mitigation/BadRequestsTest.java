package io.plimsoll.http.mitigation;

import static io.plimsoll.http.mitigation.Rig.CONTRACT;
import static io.plimsoll.http.mitigation.Rig.SECRET;
import static io.plimsoll.http.mitigation.Rig.TOKEN;
import static io.plimsoll.http.mitigation.Rig.text;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Level;
import io.plimsoll.http.contract.Ask;
import io.plimsoll.http.contract.LogCapture;
import io.plimsoll.http.contract.Schemas;
import io.plimsoll.http.endpoint.OpsResponse;
import io.plimsoll.http.endpoint.Webhook;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each of these requests is refused with its status; nothing is pressed, and nothing that it brought is repeated. In whatever it brings
 * stands {@code sesame}.
 */
class BadRequestsTest {

    private static final String ALERT = CONTRACT.replace("alert-checkout-latency-99", "sesame");
    private static final String GROUP = AlertmanagerTest.group("firing", AlertmanagerTest.alert("sesame", "firing"));
    private static final String FOREIGN = "whsec_c2VzYW1lc2VzYW1lc2VzYW1lc2VzYW1l";

    private final Rig rig = new Rig();
    private final LogCapture log = new LogCapture();

    @AfterEach
    void close() {
        log.close();
        rig.close();
    }

    /** The table: what is wrong, the status, the request. */
    static Stream<Arguments> badRequests() {
        var all = new ArrayList<Arguments>();
        all.addAll(unverified());
        all.addAll(ofAnotherKind());
        all.addAll(noJson());
        all.addAll(noAlert());
        all.addAll(noNotification());
        all.addAll(notForUs());
        return all.stream();
    }

    private static List<Arguments> unverified() {
        return List.of(
                row("no signature and no token", 401, rig -> Rig.posted(ALERT)),
                row("another token", 401, rig -> Rig.posted(ALERT).withToken("sesame-sesame-sesame-0001")),
                row(
                        "the beginning of the token",
                        401,
                        rig -> Rig.posted(ALERT).withToken(TOKEN.substring(0, TOKEN.length() - 1))),
                row("a token too long", 401, rig -> Rig.posted(ALERT).withToken(TOKEN + "1")),
                row(
                        "the token by another scheme",
                        401,
                        rig -> Rig.posted(ALERT).with("Authorization", "Basic " + TOKEN)),
                row(
                        "the token in a query",
                        401,
                        rig -> Ask.of("POST", "/mitigation?access_token=" + TOKEN)
                                .telling(Rig.JSON, ALERT.getBytes(UTF_8))),
                row("signed by another secret", 401, rig -> Rig.signed(FOREIGN, "msg_1", now(rig), ALERT)),
                row("signed too long ago", 401, rig -> Rig.signed(SECRET, "msg_1", now(rig) - 301, ALERT)),
                row("signed too far ahead", 401, rig -> Rig.signed(SECRET, "msg_1", now(rig) + 301, ALERT)),
                row(
                        "another body than the signed one",
                        401,
                        rig -> Rig.signed(SECRET, "msg_1", now(rig), ALERT)
                                .telling(Rig.JSON, (ALERT + " ").getBytes(UTF_8))),
                row(
                        "another id than the signed one",
                        401,
                        rig -> rig.signed(ALERT).with("webhook-id", "sesame")),
                row(
                        "another timestamp than the signed one",
                        401,
                        rig -> rig.signed(ALERT).with("webhook-timestamp", Long.toString(now(rig) + 1))),
                row("an id with a full stop", 401, rig -> Rig.signed(SECRET, "sesame.1", now(rig), ALERT)),
                row("an id that is empty", 401, rig -> Rig.signed(SECRET, "", now(rig), ALERT)),
                row("an id of 129 characters", 401, rig -> Rig.signed(SECRET, "x".repeat(129), now(rig), ALERT)),
                row("a timestamp that is none", 401, rig -> rig.signed(ALERT).with("webhook-timestamp", "sesame")),
                row("a timestamp with a sign", 401, rig -> rig.signed(ALERT).with("webhook-timestamp", "+" + now(rig))),
                row(
                        "a timestamp that fits no long",
                        401,
                        rig -> rig.signed(ALERT).with("webhook-timestamp", "9".repeat(20))),
                row("a signature that is empty", 401, rig -> rig.signed(ALERT).with("webhook-signature", "")),
                row("a signature of no version", 401, rig -> signatureOf(rig, "v1,", "")),
                row("a signature of another version", 401, rig -> signatureOf(rig, "v1,", "v2,")),
                row("a signature cut short", 401, rig -> signatureOf(rig, "=", "")),
                row(
                        "a signature of other bytes",
                        401,
                        rig -> rig.signed(ALERT).with("webhook-signature", "v1,c2VzYW1l")),
                row("signatures without end", 401, rig -> signatureOf(rig, "v1,", "v1,sesame ".repeat(300) + "v1,")),
                row(
                        "Grafana's signature",
                        401,
                        rig -> Rig.posted(ALERT).with("X-Grafana-Alerting-Signature", "sesame")));
    }

    private static List<Arguments> ofAnotherKind() {
        return List.of(
                row("read", 405, rig -> Ask.get("/mitigation").withToken(TOKEN)),
                row("put", 405, rig -> Ask.of("PUT", "/mitigation").withToken(TOKEN)),
                row("another path", 404, rig -> Ask.of("POST", "/mitigation/").withToken(TOKEN)),
                row(
                        "no media type",
                        415,
                        rig -> new Ask(
                                "POST",
                                "/mitigation",
                                null,
                                Ask.get("/").withToken(TOKEN).headers(),
                                Set.of(),
                                ALERT)),
                row(
                        "a form",
                        415,
                        rig -> Ask.of("POST", "/mitigation")
                                .telling("application/x-www-form-urlencoded", ALERT.getBytes(UTF_8))
                                .withToken(TOKEN)),
                row(
                        "text",
                        415,
                        rig -> Ask.of("POST", "/mitigation")
                                .telling("text/sesame", ALERT.getBytes(UTF_8))
                                .withToken(TOKEN)),
                row(
                        "JSON in another encoding by name",
                        415,
                        rig -> Ask.of("POST", "/mitigation")
                                .telling("application/json; charset=utf-16", ALERT.getBytes(UTF_16))
                                .withToken(TOKEN)),
                row(
                        "a byte too many",
                        413,
                        rig -> trusted(ALERT + " ".repeat(Webhook.LONGEST_BODY + 1 - ALERT.getBytes(UTF_8).length))),
                row("a megabyte, signed", 413, rig -> rig.signed(ALERT + " ".repeat(1_000_000))));
    }

    private static List<Arguments> noJson() {
        return List.of(
                row("nothing", 400, rig -> rig.signed("")),
                row("half of it", 400, rig -> rig.signed(ALERT.substring(0, ALERT.length() / 2))),
                row("two of them", 400, rig -> rig.signed(ALERT + ALERT)),
                row("something behind it", 400, rig -> rig.signed(ALERT + "sesame")),
                row("a field twice", 400, rig -> rig.signed(ALERT.replace("{", "{\"status\":\"firing\","))),
                row("single quotes", 400, rig -> rig.signed(ALERT.replace('"', '\''))),
                row("a comment", 400, rig -> rig.signed("/* sesame */" + ALERT)),
                row("no number", 400, rig -> rig.signed(ALERT.replace("3.42", "NaN"))),
                row("a number of 100 digits", 400, rig -> rig.signed(ALERT.replace("3.42", "9".repeat(100)))),
                row("a name without end", 400, rig -> rig.signed(ALERT.replace("severity", "s".repeat(1_000)))),
                row(
                        "nested too deep",
                        400,
                        rig -> rig.signed(ALERT.replace("\"CRITICAL\"", "[".repeat(5_000) + "]".repeat(5_000)))),
                row("another encoding", 400, rig -> trusted(ALERT.getBytes(UTF_16))),
                row("broken UTF-8", 400, rig -> trusted(Rig.bytes(ALERT.replace("CRITICAL", "\u00c0\u0080")))),
                row("a byte order mark", 400, rig -> trusted("\ufeff" + ALERT)));
    }

    private static List<Arguments> noAlert() {
        return List.of(
                row("an array", 422, rig -> rig.signed("[" + ALERT + "]")),
                row("a string", 422, rig -> rig.signed("\"sesame\"")),
                row("null", 422, rig -> rig.signed("null")),
                row("an empty object", 422, rig -> rig.signed("{}")),
                row("no id", 422, rig -> without("alertId")),
                row("an id that is null", 422, rig -> rig.signed(ALERT.replace("\"sesame\"", "null"))),
                row("an id that is a number", 422, rig -> rig.signed(ALERT.replace("\"sesame\"", "99"))),
                row("an id of two lines", 422, rig -> rig.signed(ALERT.replace("sesame", "sesame\\nopen"))),
                row("an id with markup", 422, rig -> rig.signed(ALERT.replace("sesame", "<b>sesame</b>"))),
                row(
                        "an id that looks like another kind's",
                        422,
                        rig -> rig.signed(ALERT.replace("sesame", "sesame@2026-05-22T23:10:30Z"))),
                row("an id that is too long", 422, rig -> rig.signed(ALERT.replace("sesame", "s".repeat(65)))),
                row("no status", 422, rig -> without("status")),
                row("another status", 422, rig -> rig.signed(ALERT.replace("\"firing\"", "\"sesame\""))),
                row("a status in capitals", 422, rig -> rig.signed(ALERT.replace("firing", "FIRING"))),
                row("a threshold that is text", 422, rig -> rig.signed(ALERT.replace("2.0", "\"sesame\""))),
                row(
                        "a metric that is an object",
                        422,
                        rig -> rig.signed(
                                ALERT.replace("\"http_request_duration_seconds_bucket\"", "{\"sesame\":1}"))));
    }

    private static List<Arguments> noNotification() {
        return List.of(
                row("no alerts", 422, rig -> trusted(AlertmanagerTest.group("firing"))),
                row("alerts that are no array", 422, rig -> trusted(GROUP.replaceFirst("\\[.*]", "{}"))),
                row("an alert that is no object", 422, rig -> trusted(AlertmanagerTest.group("firing", "\"sesame\""))),
                row("version 3", 422, rig -> trusted(GROUP.replace("\"version\":\"4\"", "\"version\":\"3\""))),
                row("no version", 422, rig -> trusted(GROUP.replace("\"version\":\"4\",", ""))),
                row("both kinds at once", 422, rig -> trusted(GROUP.replaceFirst("\\{", "{\"alertId\":\"sesame\","))),
                row("a group without a status", 422, rig -> trusted(GROUP.replaceFirst("\"status\":\"firing\",", ""))),
                row("no fingerprint", 422, rig -> trusted(GROUP.replace("\"fingerprint\"", "\"finger\""))),
                row(
                        "a fingerprint that is none",
                        422,
                        rig -> trusted(GROUP.replace("\"fingerprint\":\"sesame\"", "\"fingerprint\":\"sesame@\""))),
                row("no start", 422, rig -> trusted(GROUP.replace("startsAt", "beginsAt"))),
                row(
                        "a start that is none",
                        422,
                        rig -> trusted(
                                GROUP.replace("\"startsAt\":\"2026-05-22T23:09:00.123Z\"", "\"startsAt\":\"sesame\""))),
                row(
                        "a start in a far year",
                        422,
                        rig -> trusted(GROUP.replace("2026-05-22T23:09:00.123Z", "+999999999-05-22T23:09:00.123456789Z")
                                .replace("\"sesame\"", "\"" + "5".repeat(32) + "\""))),
                row("a label that is no text", 422, rig -> trusted(GROUP.replace("\"SHED_TRAFFIC\"", "7"))),
                row(
                        "a count of alerts left out that is none",
                        422,
                        rig -> trusted(GROUP.replace("\"truncatedAlerts\":0", "\"truncatedAlerts\":-1"))),
                row(
                        "101 alerts",
                        422,
                        rig -> trusted(AlertmanagerTest.group(
                                "firing",
                                Stream.generate(() -> AlertmanagerTest.alert("sesame", "firing"))
                                        .limit(101)
                                        .toArray(String[]::new)))));
    }

    private static List<Arguments> notForUs() {
        return List.of(
                row("another service", 422, rig -> rig.signed(ALERT.replace("checkout-service", "sesame-service"))),
                row("no service", 422, rig -> without("service")),
                row(
                        "the service in capitals",
                        422,
                        rig -> rig.signed(ALERT.replace("checkout-service", "CHECKOUT-SERVICE"))),
                row("another namespace", 422, rig -> rig.signed(ALERT.replace("production", "sesame"))),
                row("no namespace", 422, rig -> without("k8s_namespace")),
                row("no action", 422, rig -> without("mitigationAction")),
                row(
                        "another action",
                        422,
                        rig -> rig.signed(ALERT.replace("SCALE_OUT_OR_SHED_TRAFFIC", "SESAME_sesame"))),
                row(
                        "an action in lower case",
                        422,
                        rig -> rig.signed(ALERT.replace("SCALE_OUT_OR_SHED_TRAFFIC", "shed_traffic"))),
                row(
                        "the name of a button",
                        422,
                        rig -> rig.signed(ALERT.replace("SCALE_OUT_OR_SHED_TRAFFIC", "shed-traffic"))),
                row(
                        "a button that is critical",
                        422,
                        rig -> rig.signed(ALERT.replace("SCALE_OUT_OR_SHED_TRAFFIC", "payments"))),
                row(
                        "an action that ends in or",
                        422,
                        rig -> rig.signed(ALERT.replace("SCALE_OUT_OR_SHED_TRAFFIC", "_OR_sesame_OR_"))),
                row(
                        "alerts for another service",
                        422,
                        rig -> trusted(GROUP.replace("checkout-service", "sesame-service"))),
                row("alerts in another namespace", 422, rig -> trusted(GROUP.replace("production", "sesame"))),
                row("alerts that ask for nothing", 422, rig -> trusted(GROUP.replace("\"mitigation\"", "\"sesame\""))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badRequests")
    void isRefusedAndChangesNothing(String what, int status, Function<Rig, Ask> request) {
        OpsResponse answer = rig.ops.handle(request.apply(rig));

        assertThat(answer.status()).as(text(answer)).isEqualTo(status);
        Schemas.PROBLEM.assertAccepts(text(answer));
        assertThat(rig.isUntouched()).isTrue();
        assertThat(text(answer) + answer.headers().values())
                .as("what is repeated")
                .doesNotContainIgnoringCase("sesame")
                .doesNotContain(TOKEN, SECRET, SECRET.substring(6), "http_request", "Exception");
        assertThat(log.atLeast(Level.DEBUG)).as("what is logged").isEmpty();
        if (status == 401) {
            assertThat(answer.headers()).containsEntry("WWW-Authenticate", "Standard-Webhooks, Bearer");
        }
        if (status == 405) {
            assertThat(answer.headers()).containsEntry("Allow", "POST");
        }
    }

    @Test
    void areMany() {
        System.out.println(badRequests().count() + " bad requests");
        assertThat(badRequests().count()).isGreaterThan(80);
    }

    @Test
    void areBadOnlyForWhatIsWrongWithThem() {
        assertThat(rig.ops.handle(rig.signed(ALERT)).status()).isEqualTo(202);
        assertThat(rig.ops.handle(trusted(GROUP)).status()).isEqualTo(202);
        String padded = ALERT + " ".repeat(Webhook.LONGEST_BODY - ALERT.getBytes(UTF_8).length);
        assertThat(rig.ops.handle(trusted(padded)).status()).isEqualTo(200);
    }

    @Test
    void areNotReadIfTheirHeadersAreNotBelieved() {
        assertThat(rig.ops.longestBodyOf(Rig.posted(ALERT))).isZero();
        assertThat(rig.ops.longestBodyOf(Rig.signed(SECRET, "msg_1", now(rig) - 301, ALERT)))
                .isZero();
        assertThat(rig.ops.longestBodyOf(Ask.get("/mitigation").withToken(TOKEN)))
                .isZero();
        assertThat(rig.ops.longestBodyOf(rig.signed(ALERT))).isEqualTo(Webhook.LONGEST_BODY);
        assertThat(rig.ops.longestBodyOf(trusted(ALERT))).isEqualTo(Webhook.LONGEST_BODY);
    }

    private static Arguments row(String what, int status, Function<Rig, Ask> request) {
        return arguments(what, status, request);
    }

    private static Ask trusted(String body) {
        return trusted(body.getBytes(UTF_8));
    }

    private static Ask trusted(byte[] body) {
        return Rig.posted(body).withToken(TOKEN);
    }

    private static Ask without(String field) {
        return trusted(ALERT.replace("\"" + field + "\"", "\"sesame\""));
    }

    private static Ask signatureOf(Rig rig, String part, String by) {
        Ask signed = rig.signed(ALERT);
        return signed.with(
                "webhook-signature", signed.headers().get("webhook-signature").replace(part, by));
    }

    private static long now(Rig rig) {
        return rig.time.instant().getEpochSecond();
    }
}
