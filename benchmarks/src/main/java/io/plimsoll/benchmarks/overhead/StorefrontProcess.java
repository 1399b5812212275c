package io.plimsoll.benchmarks.overhead;

import io.plimsoll.benchmarks.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A {@link Storefront} and what Linux says of it. */
final class StorefrontProcess implements AutoCloseable {

    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux
    private static final String OURS = "plimsoll";

    private final ChildJvm process;
    private final int port;
    private final int opsPort;

    private StorefrontProcess(ChildJvm process) {
        this.process = process;
        String[] ports = process.hear().split(" ");
        port = Integer.parseInt(ports[0]);
        opsPort = Integer.parseInt(ports[1]);
    }

    /**
     * With a heap that is there from the beginning, so that memory differs by what differs.
     *
     * @param prefix of its command
     */
    static StorefrontProcess start(String kind, Backends backends, String... prefix) {
        return new StorefrontProcess(ChildJvm.start(
                List.of(prefix),
                List.of(
                        "-Xms512m",
                        "-Xmx512m",
                        "-XX:+AlwaysPreTouch",
                        "-Dlogback.configurationFile=storefront-logback.xml"),
                Storefront.class,
                kind,
                backends.jdbcUrl(),
                backends.inventory().toString()));
    }

    int port() {
        return port;
    }

    /** What Kubernetes and the monitoring ask all the time. */
    List<HttpRequest> looksAtHealth(Duration patience) {
        return Stream.of("/health/ready", "/health/shallow", "/health/deep")
                .map(path -> HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + opsPort + path))
                        .timeout(patience)
                        .build())
                .toList();
    }

    /** Seconds of processor time since it was started, in the kernel as well. */
    double cpuSeconds() {
        return ticks(Path.of("/proc/" + process.pid() + "/stat")) / TICKS_PER_SECOND;
    }

    /** Those of them that were spent by threads of ours that still run, in nanoseconds: they may need less than a tick. */
    double cpuSecondsOfOurThreads() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            return tasks.filter(StorefrontProcess::isOurs)
                            .mapToLong(task -> nanos(task.resolve("schedstat")))
                            .sum()
                    / 1e9;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Memory that it holds. */
    double residentMegabytes() {
        return read(Path.of("/proc/" + process.pid() + "/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                / 1024.0;
    }

    @Override
    public void close() {
        process.close();
    }

    private static boolean isOurs(Path task) {
        return read(task.resolve("comm")).stream().anyMatch(name -> name.startsWith(OURS));
    }

    /** In user and in system mode: fields 14 and 15, counted after the name, which may have anything in it. */
    private static long ticks(Path stat) {
        List<String> lines = read(stat);
        if (lines.isEmpty()) {
            return 0;
        }
        String line = lines.get(0);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static long nanos(Path schedstat) {
        List<String> lines = read(schedstat);
        if (lines.isEmpty() && !Files.exists(Path.of("/proc/self/schedstat"))) {
            throw new IllegalStateException(
                    "this kernel has no /proc/<pid>/schedstat: what our threads take is not known");
        }
        return lines.isEmpty() ? 0 : Long.parseLong(lines.get(0).split(" ")[0]);
    }

    /** Nothing, if the thread has ended meanwhile. */
    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return List.of();
        }
    }
}
