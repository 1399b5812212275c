package io.plimsoll.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in no class that we import: the tests of all modules, examples included. */
class SourcesTest {

    private static final Path BROKEN_ON_PURPOSE = Path.of("house-rules/src/test/java/io/plimsoll/rules/broken");

    @Test
    void noTestSleeps() {
        List<Path> sources = tests();

        assertThat(sources)
                .contains(Path.of("health-core/src/test/java/io/plimsoll/Seed.java"))
                .hasSizeGreaterThan(20);
        assertThat(sources.stream()
                        .flatMap(file ->
                                Sleep.linesIn(Repository.read(file)).stream().map(line -> file + ":" + line)))
                .as("wait on a latch, or for a condition with a deadline")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thread.sleep(10);",
                "Thread\n    .sleep(10);",
                "import static java.lang.Thread.sleep;",
                "TimeUnit.SECONDS.sleep(1);",
                "MILLISECONDS.sleep(1);",
                "later(Thread::sleep);",
                "unit.sleep(1);",
                "char quote = '\"'; Thread.sleep(1); char other = '\"';"
            })
    void aSleepIsFound(String source) {
        assertThat(Sleep.linesIn("class Some {\n" + source + "\n}")).containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "asleep(1);",
                "Thread.sleeping();",
                "cat.sleep();",
                "// without sleep",
                "SECONDS.toMillis(1);",
                "say(\"Thread.sleep(1)\");"
            })
    void whatOnlyLooksLikeASleepIsNot(String source) {
        assertThat(Sleep.linesIn(source)).isEmpty();
    }

    @Test
    void theDeliberateSleepIsFound() {
        assertThat(Sleep.linesIn(Repository.read(BROKEN_ON_PURPOSE.resolve("time/Sleeps.java"))))
                .hasSize(2);
    }

    private static List<Path> tests() {
        return Repository.files(".java").stream()
                .filter(file -> file.toString().contains("src/test"))
                .filter(file -> !file.startsWith(BROKEN_ON_PURPOSE))
                .toList();
    }
}
