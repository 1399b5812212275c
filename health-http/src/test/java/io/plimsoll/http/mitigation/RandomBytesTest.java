package io.plimsoll.http.mitigation;

import static io.plimsoll.http.mitigation.Rig.CONTRACT;
import static io.plimsoll.http.mitigation.Rig.TOKEN;
import static io.plimsoll.http.mitigation.Rig.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.plimsoll.http.contract.Ask;
import io.plimsoll.http.contract.LogCapture;
import io.plimsoll.http.endpoint.OpsResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whatever bytes come: an answer, no failure, and a lease only where the answer says so. */
class RandomBytesTest {

    private static final int ROUNDS = 5_000;
    private static final byte[] ALERT = CONTRACT.getBytes(UTF_8);
    private static final byte[] GROUP = AlertmanagerTest.group(
                    "firing",
                    AlertmanagerTest.alert("5d41402abc4b2a76", "firing"),
                    AlertmanagerTest.alert("7d793037a0760186", "resolved"))
            .getBytes(UTF_8);

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void pressNothingButWhatTheAnswerSays() {
        System.out.println("RandomBytesTest: seed " + seed);
        Map<Integer, Integer> answers = new TreeMap<>();
        try (var rig = new Rig();
                var log = new LogCapture()) {
            for (int i = 0; i < ROUNDS; i++) {
                byte[] body = body();
                OpsResponse answer = rig.ops.handle(Rig.posted(body).withToken(TOKEN));

                answers.merge(answer.status(), 1, Integer::sum);
                assertThat(answer.status()).isIn(200, 202, 400, 413, 422, 429);
                assertThat(live(rig)).as(text(answer)).isEqualTo(said("PRESSED", answer) - said("RELEASED", answer));
                rig.board.buttons().forEach(button -> button.releaseAll("alice"));
                rig.time.advance(Duration.ofMinutes(16));
            }
            assertThat(log.atLeast(Level.WARN)).noneMatch(line -> line.contains("http.endpoint"));
        }
        System.out.printf("%d bodies, answers by status %s%n", ROUNDS, answers);
        assertThat(answers).containsKeys(200, 202, 400, 422);
    }

    @Test
    void passNoVerifier() {
        System.out.println("RandomBytesTest: seed " + seed);
        try (var rig = new Rig()) {
            for (int i = 0; i < ROUNDS / 5; i++) {
                Ask forged = rig.signed(CONTRACT);
                byte[] body = broken(ALERT);
                if (!Arrays.equals(body, ALERT)) {
                    assertThat(rig.ops.handle(forged.telling(Rig.JSON, body)).status())
                            .isEqualTo(401);
                }
                assertThat(rig.ops
                                .handle(forged.with("webhook-signature", new String(noise(60), Rig.LATIN)))
                                .status())
                        .isEqualTo(401);
                assertThat(rig.ops
                                .handle(Rig.posted(ALERT).withToken(new String(noise(30), Rig.LATIN)))
                                .status())
                        .isEqualTo(401);
            }
            assertThat(rig.isUntouched()).isTrue();
        }
    }

    private static int live(Rig rig) {
        return rig.board.buttons().stream()
                .mapToInt(button -> button.leases().size())
                .sum();
    }

    private static int said(String word, OpsResponse answer) {
        return text(answer).split(word, -1).length - 1;
    }

    private byte[] body() {
        return switch (random.nextInt(8)) {
            case 0 -> noise(200);
            case 1 -> broken(noise(100_000));
            case 2, 3, 4 -> broken(ALERT);
            default -> broken(GROUP);
        };
    }

    /** Some bytes changed, cut out, doubled or put elsewhere. */
    private byte[] broken(byte[] whole) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(4); i > 0 && bytes.length > 1; i--) {
            int from = random.nextInt(bytes.length);
            int to = Math.min(bytes.length, from + random.nextInt(30));
            switch (random.nextInt(3)) {
                case 0 -> bytes[from] = (byte) random.nextInt(256);
                case 1 -> bytes = spliced(bytes, from, to, new byte[0]);
                default -> bytes = spliced(bytes, from, from, Arrays.copyOfRange(bytes, from, to));
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
        byte[] result = new byte[bytes.length - (to - from) + between.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(between, 0, result, from, between.length);
        System.arraycopy(bytes, to, result, from + between.length, bytes.length - to);
        return result;
    }

    private byte[] noise(int longest) {
        byte[] bytes = new byte[random.nextInt(longest)];
        random.nextBytes(bytes);
        return bytes;
    }
}
