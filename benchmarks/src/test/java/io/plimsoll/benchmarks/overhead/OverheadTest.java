package io.plimsoll.benchmarks.overhead;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That they run and print, on real servers; a second says nothing of what it costs. */
class OverheadTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void comparesBothHealthyAndFrozen() throws Exception {
        Overhead.run(Overhead.Plan.TRIAL, out);

        assertThat(lines())
                .anyMatch(line -> line.matches("healthy +[1-9][0-9]* +[1-9][0-9]* +[1-9][0-9]* .*"))
                .anyMatch(line -> line.matches("frozen +[1-9][0-9]* +[0-9]+ +[1-9][0-9]* .*"))
                .anyMatch(line -> line.matches("frozen: our own threads use .*(pass|FAIL)"))
                .anyMatch(line -> line.matches("healthy, by the median of 1 pairs: .*(pass|FAIL)"));
    }

    @Test
    void servesWhatIsCriticalFirst() throws Exception {
        Overload.run(Overload.Plan.TRIAL, out);

        assertThat(lines())
                .filteredOn(line -> line.matches("(guards|shedding) +(CRITICAL|NORMAL|SHEDDABLE) .*"))
                .hasSize(6);
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
