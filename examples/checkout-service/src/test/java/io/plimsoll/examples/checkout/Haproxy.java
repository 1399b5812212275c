package io.plimsoll.examples.checkout;

import io.plimsoll.examples.drill.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A real HAProxy with the configuration of {@code examples/load-balancers}, as a process of its own. */
final class Haproxy implements AutoCloseable {

    static final Path CONFIGURATION = Path.of(System.getProperty("basedir", ""), "../load-balancers/haproxy.cfg");

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Process process;
    private final Path log;
    private final int port;
    private final int statusPort;

    private Haproxy(Process process, Path log, int port, int statusPort) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.statusPort = statusPort;
    }

    /** Skips the test where there is no HAProxy, which is a failure where tests decide what lands. */
    static void requireInstalled() {
        Programs.require("haproxy", "haproxy");
    }

    /** Starts it in the foreground; returns when it answers. */
    static Haproxy start(Path home, int port, int statusPort, Map<String, String> servers) throws IOException {
        Path log = home.resolve("haproxy.log");
        var builder = new ProcessBuilder("haproxy", "-db", "-f", CONFIGURATION.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("LISTEN", "127.0.0.1:" + port);
        builder.environment().put("STATUS", "127.0.0.1:" + statusPort);
        builder.environment().putAll(servers);
        var haproxy = new Haproxy(builder.start(), log, port, statusPort);
        Eventually.within(PATIENCE, "HAProxy answers", () -> {
            if (!haproxy.process.isAlive()) {
                throw new AssertionError("it ended: " + haproxy.log());
            }
            return haproxy.answers();
        });
        return haproxy;
    }

    /** What it says to a configuration: nothing if that is valid. */
    static String complaintsOf(Path configuration) throws IOException, InterruptedException {
        Process check = new ProcessBuilder("haproxy", "-c", "-f", configuration.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return check.waitFor() == 0 ? "" : said;
    }

    Http shop() {
        return new Http(URI.create("http://127.0.0.1:" + port));
    }

    /** How it sees each server: {@code UP}, {@code DOWN}, or on the way to one of them {@code UP 1/2}. */
    Map<String, String> statuses() {
        return column("status");
    }

    /** How many requests it has sent to each server. */
    Map<String, String> requests() {
        return column("stot");
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private boolean answers() {
        try {
            return !statuses().isEmpty();
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private Map<String, String> column(String name) {
        List<String> lines = new Http(URI.create("http://127.0.0.1:" + statusPort))
                .get("/;csv")
                .body()
                .lines()
                .toList();
        List<String> names = List.of(lines.get(0).substring(2).split(","));
        var found = new TreeMap<String, String>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            if (cells[0].equals("checkout") && !cells[1].equals("BACKEND")) {
                found.put(cells[1], cells[names.indexOf(name)]);
            }
        }
        return found;
    }
}
