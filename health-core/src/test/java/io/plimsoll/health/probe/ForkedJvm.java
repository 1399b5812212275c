package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class of the tests in a JVM of its own, for what cannot be changed in this one. */
final class ForkedJvm {

    private static final long PATIENCE_SECONDS = 60;

    private ForkedJvm() {}

    /** What it printed, and how it ended. */
    record Outcome(int exitCode, List<String> lines) {}

    static Outcome run(Class<?> main, List<String> options) throws IOException, InterruptedException {
        return run(List.of(), main, options);
    }

    static Outcome run(List<String> launcher, Class<?> main, List<String> options)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("forked-jvm", ".log");
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("ended within %s s: %s", PATIENCE_SECONDS, command)
                    .isTrue();
            return new Outcome(process.exitValue(), Files.readAllLines(output));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
