package io.plimsoll.health.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({"PT0.9S, 0 s", "PT92S, 92 s", "PT119.9S, 119 s", "PT2M, 2 min", "PT119M, 119 min", "PT2H, 2 h"})
    void saysHowLong(Duration duration, String words) {
        assertThat(Words.of(duration)).isEqualTo(words);
    }

    @Test
    void makesOneLineOfAStatementAndCutsIt() {
        assertThat(Words.excerpt("  SELECT\n\t1\u0007 ")).isEqualTo("SELECT 1");
        assertThat(Words.excerpt(null)).isEmpty();
        assertThat(Words.excerpt("x".repeat(200))).hasSize(200);
        assertThat(Words.excerpt("x".repeat(201))).isEqualTo("x".repeat(199) + "…");
        assertThat(Words.excerpt("😀".repeat(300))).isEqualTo("😀".repeat(199) + "…");
    }
}
