package io.plimsoll.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogStormComparisonTest {

    @Test
    void runsAndPrintsEachEventBesideBothOthersWithOneThreadAndWithTwo() throws Exception {
        var out = new ByteArrayOutputStream();

        LogStormComparison.run(1, Main.Effort.TRIAL, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .filteredOn(line -> line.matches(".*(pass|shown|FAIL)"))
                .hasSize(8)
                .allMatch(line -> line.matches("[12] +(exception|argument) +(Duplicate|Burst) +[0-9.]+ +[0-9.]+ .*"))
                .allMatch(line -> line.contains("Infinity"), "one pair bounds nothing");
    }
}
