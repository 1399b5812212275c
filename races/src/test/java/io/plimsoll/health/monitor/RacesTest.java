package io.plimsoll.health.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.panic.MergeOfReleaseWhileExtended;
import io.plimsoll.panic.MergeWhilePressed;
import io.plimsoll.panic.PressWhileLeaseEnds;
import io.plimsoll.panic.ReleaseWhileExtended;
import io.plimsoll.panic.ReleaseWhileLeaseEnds;
import io.plimsoll.panic.TwoPress;
import io.plimsoll.resilience.EndsWhileFoundOverdue;
import io.plimsoll.resilience.MovesWhileAnotherLooks;
import io.plimsoll.resilience.TwoFailuresOpenTheBreaker;
import io.plimsoll.resilience.TwoSayHowLateItIs;
import io.plimsoll.resilience.TwoTakeTheLastPlace;
import io.plimsoll.resilience.budget.TwoCallsAtTheTurnOfASecond;
import io.plimsoll.resilience.budget.TwoTakeTheLastRetry;
import io.plimsoll.resilience.logstorm.DropWhileTheStormEnds;
import io.plimsoll.resilience.logstorm.TwoTakeTheLastToken;
import io.plimsoll.resilience.shed.RefusalWhileAllIsGivenBack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every jcstress test in JVMs of its own. Threads are neither pinned nor compiled differently from each other, and the
 * JIT is not shaken up, which keeps this to half a minute; {@code -Djcstress.options="-m default"} takes its time instead.
 */
class RacesTest {

    @TempDir
    Path results;

    @Test
    void noRaceHasAForbiddenOutcome() throws IOException, InterruptedException {
        Path output = results.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-v",
                "-r",
                results.toString()));
        command.addAll(
                List.of(System.getProperty("jcstress.options", "-m quick -sc false -af NONE -f 1 -jvmArgs -Xmx256m")
                        .split(" ")));
        Process jcstress = new ProcessBuilder(command)
                .directory(results.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = jcstress.waitFor(15, TimeUnit.MINUTES);
        if (!ended) {
            jcstress.descendants().forEach(ProcessHandle::destroyForcibly);
            jcstress.destroyForcibly();
        }
        String text = Files.readString(output);
        text.lines()
                .filter(line -> line.contains("Results:"))
                .reduce((a, b) -> b)
                .ifPresent(System.out::println);

        assertThat(ended).as("jcstress ended in time: %s", end(text)).isTrue();
        assertThat(jcstress.exitValue()).as(end(text)).isZero();
        assertThat(end(text))
                .contains("Failed tests: No matches.", "Error tests: No matches.")
                .contains(
                        ReaderExpiresWhileResultArrives.class.getName(),
                        TwoResultsArrive.class.getName(),
                        CancelWhileProbeReturns.class.getName(),
                        TwoTellOneListener.class.getName(),
                        TwoCallsAtTheTurnOfASecond.class.getName(),
                        TwoTakeTheLastRetry.class.getName(),
                        TwoTakeTheLastPlace.class.getName(),
                        MovesWhileAnotherLooks.class.getName(),
                        EndsWhileFoundOverdue.class.getName(),
                        TwoTakeTheLastToken.class.getName(),
                        DropWhileTheStormEnds.class.getName(),
                        RefusalWhileAllIsGivenBack.class.getName(),
                        TwoFailuresOpenTheBreaker.class.getName(),
                        TwoSayHowLateItIs.class.getName(),
                        MergeOfReleaseWhileExtended.class.getName(),
                        MergeWhilePressed.class.getName(),
                        PressWhileLeaseEnds.class.getName(),
                        ReleaseWhileExtended.class.getName(),
                        ReleaseWhileLeaseEnds.class.getName(),
                        TwoPress.class.getName());
    }

    /** Where it sums up. All of it can be so long that a failure would be lost with its message, and the build be green. */
    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - 20_000));
    }
}
