package io.plimsoll.http.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {

    @ParameterizedTest
    @CsvSource({
        "database, database",
        "inventory%5Fservice, inventory_service",
        "%64%61tabase, database",
        "a+b, a+b",
        "a%2Fb, a/b",
        "a%2fb, a/b",
        "a%25b, a%b",
        "%C3%BC, ü",
        "%F0%9F%9A%A2, 🚢",
        ";jsessionid=1, ;jsessionid=1"
    })
    void decodesWhatIsCorrect(String raw, String decoded) {
        assertThat(PercentEncoding.decode(raw)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "a%",
                "%2",
                "%zz",
                "%2z",
                "%-1",
                "%+1",
                "%%41",
                "% 41",
                "%٤١",
                "%u0041",
                "%C3",
                "%FF",
                "%C0%AF",
                "%E0%80%AF",
                "%ED%A0%80",
                "%F4%90%80%80",
                "ü%41",
                "ü",
                "a b"
            })
    void refusesWhatIsNot(String raw) {
        assertThat(PercentEncoding.decode(raw)).isNull();
    }

    @Test
    void decodesWhateverWasEncoded() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            String name = random.ints(random.nextInt(12), 1, 0x2fff)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            String raw = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");

            assertThat(PercentEncoding.decode(raw)).as("seed %d: %s", seed, raw).isEqualTo(name);
        }
    }

    @Test
    void neverFailsOnNoise() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        String alphabet = "%%%0123456789abcdefABCDEFgz/ü\u0000٤";
        for (int i = 0; i < 20_000; i++) {
            var noise = new StringBuilder();
            for (int length = random.nextInt(10); length > 0; length--) {
                noise.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }

            String decoded = PercentEncoding.decode(noise.toString());

            assertThat(decoded == null || decoded.length() <= noise.length())
                    .as("seed %d: %s", seed, noise)
                    .isTrue();
        }
    }
}
