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
import java.util.stream.Stream;

/** A {@link LoadGenerator} in a process of its own, so that what it costs is not counted as the server's. */
public final class Load implements AutoCloseable {

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
     * @param perSecond on all connections together, as far as answers come in time; 0 for as many as there are answers
     */
    public record Order(int port, String path, int connections, boolean keepsAlive, int perSecond, Duration time) {

        String line() {
            return port + " " + path + " " + connections + " " + keepsAlive + " " + perSecond + " " + time.toMillis();
        }

        static Order parse(String line) {
            String[] parts = line.split(" ");
            return new Order(
                    Integer.parseInt(parts[0]),
                    parts[1],
                    Integer.parseInt(parts[2]),
                    Boolean.parseBoolean(parts[3]),
                    Integer.parseInt(parts[4]),
                    Duration.ofMillis(Long.parseLong(parts[5])));
        }
    }

    /**
     * What came back.
     *
     * @param answers with status 200
     * @param failures all else: another status, or a connection that broke
     * @param medianMicros of the answers, from when the request was due
     * @param p99Micros 99 of 100 answers took no longer
     */
    public record Report(long answers, long failures, long nanos, long medianMicros, long p99Micros) {

        public double perSecond() {
            return answers * 1e9 / nanos;
        }

        String line() {
            return answers + " " + failures + " " + nanos + " " + medianMicros + " " + p99Micros;
        }

        static Report parse(String line) {
            long[] parts = Stream.of(line.split(" ")).mapToLong(Long::parseLong).toArray();
            return new Report(parts[0], parts[1], parts[2], parts[3], parts[4]);
        }
    }

    public static Load start() {
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

    public Report run(Order order) {
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
