package io.plimsoll.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReadPathTest {

    @Test
    void runsAndPrintsTimeAndBytesOfEachRead() throws Exception {
        var out = new ByteArrayOutputStream();

        Main.readPath(Main.Effort.TRIAL, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .anyMatch(line -> line.matches("routerDeep +[0-9.]+ +NaN +[0-9.]+ +(pass|FAIL)"))
                .filteredOn(line -> line.matches("(monitor|router)[A-Z].*"))
                .hasSize(8);
    }
}
