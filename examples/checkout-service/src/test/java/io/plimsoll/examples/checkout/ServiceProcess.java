package io.plimsoll.examples.checkout;

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

/** The service as a process of its own, as it runs from the command line, without a terminal. */
final class ServiceProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final Process process;
    private final Path home;

    private ServiceProcess(Process process, Path home) {
        this.process = process;
        this.home = home;
    }

    /** Starts it; returns at once. */
    static ServiceProcess launch(Path home, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + home,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.plimsoll.examples.checkout.CheckoutMain")
                .redirectOutput(home.resolve("out").toFile())
                .redirectError(home.resolve("err").toFile());
        builder.environment().put("PORT", "0");
        builder.environment().put("OPS_PORT", "0");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new ServiceProcess(process, home);
    }

    ServiceProcess awaitReady() {
        Eventually.within(START, "the line that begins with 'ready '", () -> {
            if (!process.isAlive()) {
                throw new AssertionError("it ended: " + err());
            }
            return readyLine().length == 3;
        });
        return this;
    }

    Http business() {
        return new Http(URI.create(readyLine()[1]));
    }

    Http ops() {
        return new Http(URI.create(readyLine()[2]));
    }

    String out() {
        return read("out");
    }

    String err() {
        return read("err");
    }

    /** All processes that it started, and those started by them. */
    List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** What is left of its temporary files. */
    List<Path> leftovers() {
        try (var files = Files.list(home)) {
            return files.filter(file -> file.getFileName().toString().startsWith("checkout-"))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void signal(String name) {
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
    int exit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + limit);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        List<ProcessHandle> everyone = descendants();
        process.destroyForcibly();
        everyone.forEach(ProcessHandle::destroyForcibly);
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
