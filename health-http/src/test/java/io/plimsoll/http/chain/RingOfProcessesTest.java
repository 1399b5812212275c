package io.plimsoll.http.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.http.contract.Eventually;
import io.plimsoll.http.contract.RawHttp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three processes that require each other's deep health, and a database that all of them lose. */
@Timeout(180)
class RingOfProcessesTest {

    private static final int SIZE = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Process> processes = new ArrayList<>();
    private List<Integer> ports = List.of();

    @Test
    void healsAfterASharedOutage() throws Exception {
        int database = freePorts(1).get(0);
        ServerSocket works = listen(database);
        try {
            start(database, true);
            awaitAll(200);

            works.close();
            awaitAll(503);
            works = listen(database);
            awaitAll(200);
        } finally {
            works.close();
            stop();
        }
    }

    @Test
    void holdsItselfDownIfNobodySaysOnWhoseBehalfItAsks() throws Exception {
        int database = freePorts(1).get(0);
        ServerSocket works = listen(database);
        try {
            start(database, false);
            // From the start: each waits for the next one to be UP first.
            awaitChecks("\"database\":{\"status\":\"UP\"", 5);
            for (int port : ports) {
                assertThat(RawHttp.get(port, "/health/deep").status()).isEqualTo(503);
                assertThat(RawHttp.get(port, "/health/deep?exclude=neighbour").status())
                        .as("nothing but the circle holds it DOWN")
                        .isEqualTo(200);
            }
        } finally {
            works.close();
            stop();
        }
    }

    private void start(int database, boolean rule) throws IOException {
        ports = freePorts(SIZE);
        for (int i = 0; i < SIZE; i++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RingMember.class.getName(),
                            ports.get(i).toString(),
                            ports.get((i + 1) % SIZE).toString(),
                            Integer.toString(database),
                            Boolean.toString(rule))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            processes.add(process);
        }
        for (Process process : processes) {
            var output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
            String line = output.readLine();
            while (line != null && !line.equals("serving")) {
                line = output.readLine();
            }
            assertThat(line).as("a member serves").isEqualTo("serving");
        }
    }

    private void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroy();
        }
        for (Process process : processes) {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void awaitAll(int status) throws Exception {
        Eventually.until(
                "all answer " + status,
                PATIENCE,
                () -> ports.stream()
                        .allMatch(port -> RawHttp.get(port, "/health/deep").status() == status));
    }

    /** Until every member has shown this in so many different reports. */
    private void awaitChecks(String text, int reports) throws Exception {
        for (int port : ports) {
            List<String> seen = new ArrayList<>();
            Eventually.until(text + " in " + reports + " reports", PATIENCE, () -> {
                String body = RawHttp.get(port, "/health/deep").body();
                if (body.contains(text) && !seen.contains(body)) {
                    seen.add(body);
                }
                return seen.size() >= reports;
            });
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        var server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        var accepting = new Thread(
                () -> {
                    while (!server.isClosed()) {
                        try {
                            server.accept().close();
                        } catch (IOException closed) {
                            return;
                        }
                    }
                },
                "database");
        accepting.setDaemon(true);
        accepting.start();
        return server;
    }

    private static List<Integer> freePorts(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            for (ServerSocket socket : held) {
                try {
                    socket.close();
                } catch (IOException ignored) {
                    // It was never used.
                }
            }
        }
    }
}
