package io.plimsoll.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PressedComparisonTest {

    @Test
    void runsAndJudgesTheButtonAlone() throws Exception {
        var out = new ByteArrayOutputStream();

        PressedComparison.run(Main.Effort.TRIAL, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .anyMatch(line -> line.matches("isPressed .*(pass|FAIL)"))
                .filteredOn(line -> line.endsWith("shown"))
                .hasSize(4);
    }
}
