package io.plimsoll.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A {@link LoadGenerator} in a process of its own, so that what it costs is not counted as the server's. */
final class Load implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 10;

    private final Process process;
    private final PrintStream orders;
    private final BufferedReader reports;

    private Load(Process process) {
        this.process = process;
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        reports = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * What is to be asked.
     *
     * @param keepsAlive whether a connection serves more than one request
     */
    record Order(int port, String path, int connections, boolean keepsAlive, Duration time) {

        String line() {
            return port + " " + path + " " + connections + " " + keepsAlive + " " + time.toMillis();
        }

        static Order parse(String line) {
            String[] parts = line.split(" ");
            return new Order(
                    Integer.parseInt(parts[0]),
                    parts[1],
                    Integer.parseInt(parts[2]),
                    Boolean.parseBoolean(parts[3]),
                    Duration.ofMillis(Long.parseLong(parts[4])));
        }
    }

    /**
     * What came back.
     *
     * @param answers with status 200
     * @param failures all else: another status, or a connection that broke
     */
    record Report(long answers, long failures, long nanos) {

        double perSecond() {
            return answers * 1e9 / nanos;
        }

        String line() {
            return answers + " " + failures + " " + nanos;
        }

        static Report parse(String line) {
            String[] parts = line.split(" ");
            return new Report(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        }
    }

    static Load start() {
        try {
            return new Load(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            LoadGenerator.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Report run(Order order) {
        orders.println(order.line());
        try {
            String line = reports.readLine();
            if (line == null) {
                throw new IllegalStateException("the load generator has ended");
            }
            return Report.parse(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it end by itself, and otherwise ends it. */
    @Override
    public void close() {
        orders.close();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
