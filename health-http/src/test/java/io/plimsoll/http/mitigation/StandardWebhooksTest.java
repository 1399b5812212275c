package io.plimsoll.http.mitigation;

import static io.plimsoll.http.mitigation.Rig.CONTRACT;
import static io.plimsoll.http.mitigation.Rig.SECRET;
import static io.plimsoll.http.mitigation.Rig.signature;
import static io.plimsoll.http.mitigation.Rig.signed;
import static io.plimsoll.http.mitigation.Verifier.standardWebhooks;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.plimsoll.http.contract.Ask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandardWebhooksTest {

    private static final String NEXT = "whsec_" + Base64.getEncoder().encodeToString(new byte[64]);
    private static final String STRANGER =
            "whsec_" + Base64.getEncoder().encodeToString("x".repeat(24).getBytes(UTF_8));
    private static final int MESSAGES = 2_000;

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void acceptsTheVectorOfTheSpecification() {
        byte[] body = "{\"test\": 2432232314}".getBytes(UTF_8);
        Ask vector = Rig.posted(body)
                .with("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
                .with("webhook-timestamp", "1614265330")
                .with("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        Verifier verifier = standardWebhooks(SECRET);
        Instant then = Instant.ofEpochSecond(1614265330);

        assertThat(verifier.passes(vector, body, then)).isTrue();
        assertThat(verifier.messageId(vector)).isEqualTo("msg_p5jXN8AQM9LWM0D4loKWxJek");
        assertThat(verifier.passes(vector, "{\"test\": 2432232315}".getBytes(UTF_8), then))
                .isFalse();
        assertThat(standardWebhooks(NEXT).passes(vector, body, then)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"-301, false", "-300, true", "0, true", "300, true", "301, false"})
    void believesATimestampForFiveMinutesEitherWay(long seconds, boolean believed) {
        long at = rig.time.instant().getEpochSecond() + seconds;

        assertThat(rig.ops.handle(signed(SECRET, "msg_1", at, CONTRACT)).status())
                .isEqualTo(believed ? 202 : 401);
        assertThat(rig.isPressed("shed-traffic")).isEqualTo(believed);
    }

    @Test
    void acceptsBothSecretsWhileTheyAreExchangedAndAnyOfSeveralSignatures() {
        long at = rig.time.instant().getEpochSecond();
        var accepted = new AtomicReference<>(List.of(SECRET));
        var webhook = MitigationWebhook.builder(rig.board, "checkout-service")
                .verifiedBy(standardWebhooks(accepted::get))
                .press("SHED_TRAFFIC", "shed-traffic")
                .timing(rig.time.timing())
                .build();
        byte[] body = CONTRACT.getBytes(UTF_8);

        assertThat(webhook.receive(signed(NEXT, "a", at, CONTRACT), body).status())
                .isEqualTo(401);
        accepted.set(List.of(SECRET, NEXT));
        assertThat(webhook.receive(signed(NEXT, "a", at, CONTRACT), body).status())
                .isEqualTo(202);
        assertThat(webhook.receive(signed(SECRET, "b", at, CONTRACT), body).status())
                .isEqualTo(200);
        accepted.set(List.of(NEXT));
        assertThat(webhook.receive(signed(SECRET, "c", at, CONTRACT), body).status())
                .isEqualTo(401);
        String both = "v1a,unknown " + signature(SECRET, "c", at, CONTRACT) + " " + signature(NEXT, "c", at, CONTRACT);
        assertThat(webhook.receive(signed(SECRET, "c", at, CONTRACT).with("webhook-signature", both), body)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refusesAMessageThatWasTakenForTwiceTheTolerance() {
        long ahead = rig.time.instant().getEpochSecond() + 300;
        Ask message = signed(SECRET, "msg_1", ahead, CONTRACT);
        assertThat(rig.ops.handle(message).status()).isEqualTo(202);
        rig.board.button("shed-traffic").releaseAll("alice");

        assertThat(rig.ops.handle(message).status()).isEqualTo(409);
        rig.time.advance(Duration.ofSeconds(600));
        assertThat(rig.ops.handle(message).status()).as("at the end of both").isEqualTo(409);
        assertThat(rig.ops.handle(rig.signed("msg_1", CONTRACT)).status())
                .as("the same id, signed anew")
                .isEqualTo(409);
        rig.time.advance(Duration.ofSeconds(1));
        assertThat(rig.ops.handle(message).status()).isEqualTo(401);
        assertThat(rig.isPressed("shed-traffic")).isFalse();
    }

    @Test
    void refusesAReplayInTheLastSecondInWhichItsTimestampIsBelieved() {
        rig.time.advance(Duration.ofMillis(900));
        Ask message = signed(SECRET, "msg_1", rig.time.instant().getEpochSecond() + 300, CONTRACT);
        assertThat(rig.ops.handle(message).status()).isEqualTo(202);

        rig.time.advance(Duration.ofMillis(600_050));
        assertThat(rig.ops.handle(message).status()).isEqualTo(409);
        rig.time.advance(Duration.ofMillis(50));
        assertThat(rig.ops.handle(message).status()).isEqualTo(401);
    }

    @Test
    void letsASenderTryAgainWhatWasRefused() {
        assertThat(rig.ops.handle(rig.signed("msg_1", "{}")).status()).isEqualTo(422);
        assertThat(rig.ops.handle(rig.signed("msg_1", CONTRACT)).status()).isEqualTo(202);
        assertThat(rig.ops.handle(rig.signed("msg_1", CONTRACT)).status()).isEqualTo(409);
    }

    @Test
    void forgetsNoIdToTakeAnother() {
        for (int i = 0; i < SeenIds.MOST; i++) {
            assertThat(rig.ops.handle(rig.signed("msg_" + i, CONTRACT)).status())
                    .isLessThan(300);
        }

        assertThat(rig.ops.handle(rig.signed("msg_more", CONTRACT)).status()).isEqualTo(429);
        assertThat(rig.ops.handle(rig.signed("msg_0", CONTRACT)).status()).isEqualTo(409);
        rig.time.advance(Duration.ofSeconds(602));
        assertThat(rig.ops.handle(rig.signed("msg_more", CONTRACT)).status()).isEqualTo(200);
    }

    /** The public library knows no other clock than the system's; so does this test, and leaves the edges of the tolerance out. */
    @Test
    void judgesAsThePublicLibraryDoes() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("StandardWebhooksTest: seed " + seed);
        var random = new Random(seed);
        var library = new Webhook(SECRET);
        Verifier ours = standardWebhooks(SECRET);
        int accepted = 0;
        for (int i = 0; i < MESSAGES; i++) {
            Ask message = perhapsBroken(random);
            Map<String, List<String>> headers = message.headers().entrySet().stream()
                    .collect(Collectors.toMap(
                            header -> header.getKey().toLowerCase(Locale.ROOT), header -> List.of(header.getValue())));
            boolean byLibrary = accepts(library, message.content(), headers);

            assertThat(ours.passes(message, message.content().getBytes(ISO_8859_1), Instant.now()))
                    .as("%s", message)
                    .isEqualTo(byLibrary);
            accepted += byLibrary ? 1 : 0;
        }
        System.out.printf("%d messages: both accept %d and refuse %d%n", MESSAGES, accepted, MESSAGES - accepted);
        assertThat(accepted).isBetween(MESSAGES / 10, MESSAGES * 9 / 10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
                "whsec_bm90IGxvbmcgZW5vdWdo",
                "whsec_*fKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void takesNoWeakSecretAndDoesNotRepeatIt(String secret) {
        assertThatThrownBy(() -> standardWebhooks(secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a webhook secret of " + secret.length() + " characters is refused: it must be whsec_ and the"
                                + " base64 of 24 to 64 bytes; whoever guesses it could switch features off");
    }

    @Test
    void letsNobodyPassWhileItHasNoSecretToAskFor() {
        var stored = new AtomicReference<>(List.of(SECRET));
        try (var asking = new Rig(builder -> builder.verifiedBy(standardWebhooks(stored::get)))) {
            stored.set(List.of());
            Ask unsigned = asking.signed(CONTRACT).with("webhook-signature", "v1,abc");

            assertThat(asking.ops.handle(unsigned).status()).isEqualTo(500);
            assertThat(asking.isUntouched()).isTrue();
        }
    }

    @Test
    void takesOneSecretOrTwo() {
        assertThatThrownBy(() -> standardWebhooks())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("but there are 0");
        assertThatThrownBy(() -> standardWebhooks(SECRET, NEXT, STRANGER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("but there are 3");
    }

    private static boolean accepts(Webhook library, String payload, Map<String, List<String>> headers) {
        try {
            library.verify(payload, headers);
            return true;
        } catch (WebhookVerificationException refused) {
            return false;
        }
    }

    /** About every third message is as it should be. */
    private static Ask perhapsBroken(Random random) {
        String id = "msg_" + Long.toHexString(random.nextLong());
        long at = Instant.now().getEpochSecond() + random.nextInt(-200, 200);
        String body = "{\"n\":" + random.nextLong() + "}";
        Ask message = signed(SECRET, id, at, body);
        String signature = message.headers().get("webhook-signature");
        return switch (random.nextInt(12)) {
            case 0 -> message.with("webhook-id", id + "x");
            case 1 -> message.with("webhook-timestamp", Long.toString(at + 1));
            case 2 -> message.with("webhook-timestamp", "soon");
            case 3 -> signed(SECRET, id, at - 1_000, body);
            case 4 -> signed(SECRET, id, at + 1_000, body);
            case 5 -> signed(STRANGER, id, at, body);
            case 6 -> message.with("webhook-signature", signature.replace("v1,", "v2,"));
            case 7 -> message.with("webhook-signature", shuffled(random, List.of("v1,abc", signature, "v1a,def")));
            case 8 -> message.with("webhook-signature", flipped(random, signature));
            case 9 ->
                new Ask(
                        message.method(),
                        message.path(),
                        null,
                        message.headers(),
                        message.roles(),
                        flipped(random, message.content()));
            default -> message;
        };
    }

    private static String shuffled(Random random, List<String> signatures) {
        var all = new ArrayList<>(signatures);
        Collections.shuffle(all, random);
        return String.join(" ", all);
    }

    private static String flipped(Random random, String text) {
        int at = random.nextInt(text.length());
        char other = text.charAt(at) == 'x' ? 'y' : 'x';
        return text.substring(0, at) + other + text.substring(at + 1);
    }
}
