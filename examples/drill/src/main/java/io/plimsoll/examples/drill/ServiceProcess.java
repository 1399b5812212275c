package io.plimsoll.examples.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A service as a process of its own, as it runs from the command line, without a terminal. It prints {@code ready <business
 * URI> <ops URI>} when it serves.
 */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration THREAD_DUMP = Duration.ofSeconds(20);
    private static final String END_OF_THREAD_DUMP = "JNI global refs";

    private final String name;
    private final Process process;
    private final Path home;

    private ServiceProcess(String name, Process process, Path home) {
        this.name = name;
        this.process = process;
        this.home = home;
    }

    /**
     * Starts it with this process's class path, on free ports; returns at once.
     *
     * @param home takes its temporary files and what it prints
     */
    public static ServiceProcess launch(Class<?> main, Path home, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + home,
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName())
                .redirectOutput(home.resolve("out").toFile())
                .redirectError(home.resolve("err").toFile());
        builder.environment().put("PORT", "0");
        builder.environment().put("OPS_PORT", "0");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new ServiceProcess(main.getSimpleName(), process, home);
    }

    /** Until it has printed that line. */
    public ServiceProcess awaitReady() {
        Eventually.within(START, "the line that begins with 'ready '", () -> {
            if (!process.isAlive()) {
                throw new AssertionError("it ended: " + err());
            }
            return readyLine().length == 3;
        });
        return this;
    }

    /** Where it does its business. */
    public URI business() {
        return URI.create(readyLine()[1]);
    }

    /** Where it is asked about its health. */
    public URI ops() {
        return URI.create(readyLine()[2]);
    }

    /** All that it has printed. */
    public String out() {
        return read("out");
    }

    /** All that it has printed as errors. */
    public String err() {
        return read("err");
    }

    /** All processes that it started, and those started by them. */
    public List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** What is left of its temporary files whose names begin so. */
    public List<Path> leftovers(String prefix) {
        try (var files = Files.list(home)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sends it a signal, such as {@code TERM}. */
    public void signal(String name) {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid())
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** How it exits, at most that long from now. */
    public int exit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + limit + ": " + whatItDoes());
        }
        return process.exitValue();
    }

    @Override
    public String toString() {
        return name;
    }

    /** Ends it by force, if it has not ended yet, and all that descends from it. */
    @Override
    public void close() {
        List<ProcessHandle> everyone = descendants();
        process.destroyForcibly();
        everyone.forEach(ProcessHandle::destroyForcibly);
    }

    private String whatItDoes() {
        signal("QUIT");
        Eventually.within(THREAD_DUMP, "all its threads", () -> out().contains(END_OF_THREAD_DUMP));
        return out();
    }

    private String[] readyLine() {
        return out().lines()
                .filter(line -> line.startsWith("ready "))
                .findFirst()
                .orElse("")
                .split(" ", -1);
    }

    private String read(String file) {
        try {
            return Files.readString(home.resolve(file), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
