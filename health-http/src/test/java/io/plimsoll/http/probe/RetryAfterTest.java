package io.plimsoll.http.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("1994-11-06T08:49:37Z");

    @Test
    void readsSecondsAndDatesWithinBounds() {
        record Case(String value, long seconds) {}
        for (Case expected : List.of(
                new Case("0", 0),
                new Case("1", 1),
                new Case(" 5 ", 5),
                new Case("60", 60),
                new Case("61", 60),
                new Case("999999999", 60),
                new Case("99999999999999999999999999", 60),
                new Case("", 10),
                new Case("-1", 10),
                new Case("1.5", 10),
                new Case("soon", 10),
                new Case("\u0665", 10),
                new Case("Sun, 06 Nov 1994 08:49:50 GMT", 13),
                new Case("Sun, 06 Nov 1994 08:49:00 GMT", 0),
                new Case("Sun, 06 Nov 2094 08:49:00 GMT", 10),
                new Case("Sat, 06 Nov 2094 08:49:00 GMT", 60))) {
            assertThat(RetryAfter.of(headers(Map.of("Retry-After", expected.value())), NOW))
                    .as("'%s'", expected.value())
                    .isEqualTo(Duration.ofSeconds(expected.seconds()));
        }
        assertThat(RetryAfter.of(headers(Map.of()), NOW)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void isForNoLongerThanTheProbeDeclares() {
        Duration longest = RetryAfter.of(headers(Map.of("Retry-After", "999999999")), NOW);

        assertThat(HttpProbe.get("http://inventory/health/shallow").maximumBackoff())
                .isEqualTo(longest);
    }

    @Test
    void measuresADateAgainstTheServersOwnClock() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Instant sent = NOW.plusSeconds(random.nextInt(2_000_000_000) - 1_000_000_000);
            int asked = random.nextInt(200) - 50;

            Duration pause = RetryAfter.of(
                    headers(Map.of("Date", date(sent), "Retry-After", date(sent.plusSeconds(asked)))), NOW);

            assertThat(pause).isEqualTo(Duration.ofSeconds(Math.max(0, Math.min(60, asked))));
        }
    }

    private static String date(Instant instant) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
    }

    private static HttpHeaders headers(Map<String, String> values) {
        return HttpHeaders.of(
                values.entrySet().stream()
                        .collect(java.util.stream.Collectors.toMap(
                                Map.Entry::getKey, entry -> List.of(entry.getValue()))),
                (name, value) -> true);
    }
}
