package io.plimsoll.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How to mount us in a framework is read in a minute, or nobody reads it. */
class ExamplesTest {

    private static final int LIMIT = 100;
    private static final Pattern NO_CODE = Pattern.compile("\\s*($|//|/\\*|\\*).*");
    /** The server that the example of Vert.x depends on, which is elsewhere in real life. */
    private static final String NOT_THE_EXAMPLE = "OwnRedis.java";

    @ParameterizedTest
    @ValueSource(strings = {"examples/spring-boot", "examples/vertx"})
    void hasLessThanAHundredLinesOfCodeImportsIncluded(String example) {
        List<Path> sources = Repository.files(".java").stream()
                .filter(file -> file.startsWith(Path.of(example, "src/main")) && !file.endsWith(NOT_THE_EXAMPLE))
                .toList();

        int lines = sources.stream()
                .mapToInt(file -> linesOfCode(Repository.read(file)))
                .sum();

        System.out.println(example + ": " + lines + " lines of code in " + sources.size() + " files");
        assertThat(sources).hasSizeGreaterThan(2);
        assertThat(lines).isBetween(10, LIMIT - 1);
    }

    @Test
    void countsNeitherCommentsNorEmptyLines() {
        assertThat(linesOfCode("package a;\n\n/** What. */\nclass A {\n    // why\n    int b; // c\n}\n"))
                .isEqualTo(4);
    }

    private static int linesOfCode(String source) {
        return (int)
                source.lines().filter(line -> !NO_CODE.matcher(line).matches()).count();
    }
}
