package io.plimsoll.health.jdbc.hikari;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedUrlTest {

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db:5432/orders, jdbc:postgresql://db:5432/orders",
        "jdbc:postgresql://db:5432/orders?user=alice&password=s3cret, jdbc:postgresql://db:5432/orders",
        "'jdbc:postgresql://a:1,b:2/orders?password=p@ss', jdbc:postgresql:***",
        "'jdbc:postgresql://a:1,[::1]:2/orders?targetServerType=primary', 'jdbc:postgresql://a:1,[::1]:2/orders'",
        "jdbc:postgresql:orders, jdbc:postgresql:***",
        "jdbc:postgresql://u:s3cret@db/orders, jdbc:postgresql://***@db/orders",
        "jdbc:mysql://alice:s3cret@db:3306/orders?useSSL=true, jdbc:mysql://***@db:3306/orders",
        "jdbc:mysql://alice:s3c?ret@db/orders, jdbc:mysql:***",
        "jdbc:mysql://alice:s3c/ret@db/orders, jdbc:mysql:***",
        "jdbc:mysql://address=(host=db)(password=s3cret)/orders, jdbc:mysql:***",
        "jdbc:sqlserver://db:1433;user=sa;password=s3cret, jdbc:sqlserver://db:1433",
        "jdbc:oracle:thin:scott/tiger@//db:1521/orders, jdbc:oracle:***",
        "jdbc:h2:mem:orders;PASSWORD=s3cret, jdbc:h2:***",
        "jdbc:aws-wrapper:postgresql://db/orders, jdbc:aws-wrapper:postgresql://db/orders",
        "s3cret, ***"
    })
    void keepsOnlyWhatItRecognises(String url, String masked) {
        assertThat(MaskedUrl.of(url)).isEqualTo(masked);
    }

    @Test
    void neverShowsAPasswordWhateverIsInIt() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        String alphabet = "aZ9:/?@&=;,.[]()%_-";
        for (int round = 0; round < 20_000; round++) {
            var password = new StringBuilder("SECRET");
            for (int length = random.nextInt(6); length > 0; length--) {
                password.insert(
                        random.nextInt(password.length() + 1), alphabet.charAt(random.nextInt(alphabet.length())));
            }
            for (String url : new String[] {
                "jdbc:postgresql://db/orders?user=a&password=" + password,
                "jdbc:mysql://a:" + password + "@db/orders",
                "jdbc:oracle:thin:a/" + password + "@db:1521:orders"
            }) {
                assertThat(letters(MaskedUrl.of(url)))
                        .as("seed %d, url %s", seed, url)
                        .doesNotContain("SECRET");
            }
        }
    }

    private static String letters(String text) {
        return text.replaceAll("[^A-Z]", "").replace("Z", "");
    }
}
