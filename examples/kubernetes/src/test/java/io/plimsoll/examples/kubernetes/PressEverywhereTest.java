package io.plimsoll.examples.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plimsoll.health.Finding;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.endpoint.Credential;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.jdk.JdkOpsServer;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script against two real ops ports, by a kubectl that knows the way to them. */
@Timeout(120)
class PressEverywhereTest {

    private static final String TOKEN = "operators-token-0001";
    /** Lists the pods of a file; its port-forward leads to the port that stands there, and holds until it is stopped. */
    private static final String KUBECTL = """
            #!/usr/bin/env bash
            echo "kubectl $*" >> "$FAKE/calls"
            [ -z "${OPS_TOKEN:-}" ] || echo "the token is in kubectl's environment" >> "$FAKE/calls"
            case "$*" in
              *"get pods"*) cut -d ' ' -f 1,2 "$FAKE/pods" ;;
              *port-forward*)
                pod=$(printf '%s' "$*" | sed 's|.*pod/\\([^ ]*\\).*|\\1|')
                port=$(grep "^$pod " "$FAKE/pods" | cut -d ' ' -f 3)
                if [ "$port" = none ]; then
                  echo "error: unable to forward port because pod is not running" >&2
                  exit 1
                fi
                echo "$$" >> "$FAKE/forwards"
                echo "Forwarding from 127.0.0.1:$port -> 9090"
                exec tail -f /dev/null
                ;;
            esac
            """;
    /** The real one, and what everybody on the machine could have read. */
    private static final String CURL = """
            #!/usr/bin/env bash
            echo "curl $*" >> "$FAKE/calls"
            exec "$REAL_CURL" "$@"
            """;

    private final List<Pod> pods = new ArrayList<>();

    @TempDir
    private Path directory;

    private record Pod(PanicBoard board, HealthMonitor health, JdkOpsServer server) implements AutoCloseable {

        static Pod start() {
            PanicBoard board = PanicBoard.of("recommendations", "mute:redis");
            HealthMonitor health = HealthMonitor.builder("checkout-service", "1")
                    .required("clock", probe -> Finding.up())
                    .start();
            OpsRouter ops = OpsRouter.builder(health)
                    .panic(board)
                    .operators(Credential.bearerToken(TOKEN))
                    .build();
            return new Pod(board, health, JdkOpsServer.start(ops, InetAddress.getLoopbackAddress(), 0));
        }

        @Override
        public void close() {
            server.close();
            health.close();
            board.close();
        }
    }

    private record Outcome(int exitCode, List<String> lines) {
        String line(String beginning) {
            return lines.stream()
                    .filter(line -> line.startsWith(beginning))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(lines));
        }
    }

    @BeforeEach
    void start() throws IOException {
        assumeTrue(find("curl") != null && find("bash") != null, "curl and bash are needed to run the script");
        pods.add(Pod.start());
        pods.add(Pod.start());
        script("kubectl", KUBECTL);
        script("curl", CURL);
    }

    @AfterEach
    void stop() {
        pods.forEach(Pod::close);
    }

    @Test
    void pressesAndReleasesOnEveryPod() throws Exception {
        cluster("checkout-a Running " + port(0), "checkout-b Running " + port(1), "old-job Succeeded none");

        Outcome pressed = run(
                TOKEN,
                "press",
                "recommendations",
                "--by",
                "alice",
                "--reason",
                "\"hangs\" since\\23:10",
                "--minutes",
                "08");

        assertThat(pressed.exitCode).as("%s", pressed.lines).isZero();
        assertThat(pressed.line("checkout-a: ")).startsWith("checkout-a: pressed {\"id\":");
        assertThat(pressed.line("checkout-b: ")).startsWith("checkout-b: pressed {\"id\":");
        assertThat(pressed.line("old-job: ")).isEqualTo("old-job: left out, it is Succeeded");
        assertThat(pressed.lines).endsWith("2 of 2 pods did it");
        for (Pod pod : pods) {
            Lease lease = pod.board.button("recommendations").leases().get(0);
            assertThat(lease.by()).isEqualTo("alice");
            assertThat(lease.reason()).isEqualTo("\"hangs\" since\\23:10");
            assertThat(Duration.between(lease.from(), lease.until())).isEqualTo(Duration.ofMinutes(8));
        }

        Outcome released = run(TOKEN, "release", "recommendations", "--by", "bob");

        assertThat(released.exitCode).isZero();
        assertThat(released.lines).endsWith("2 of 2 pods did it");
        assertThat(pods).noneMatch(pod -> pod.board.button("recommendations").isPressed());
        noForwardIsLeft();
    }

    @Test
    void letsNobodyElseSeeTheToken() throws Exception {
        cluster("checkout-a Running " + port(0), "checkout-b Running " + port(1));

        run(TOKEN, "press", "mute:redis", "--by", "alice", "--reason", "why", "-n", "shop", "--context", "west");

        String calls = Files.readString(directory.resolve("calls"));
        assertThat(pods).allMatch(pod -> pod.board.button("mute:redis").isPressed());
        assertThat(calls)
                .contains("kubectl --namespace shop --context west port-forward pod/checkout-a :9090")
                .contains("curl --silent")
                .doesNotContain(TOKEN, "token is in");
    }

    @Test
    void saysForEachPodWhatWentWrongAndFails() throws Exception {
        int silent;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            silent = closed.getLocalPort();
        }
        cluster(
                "checkout-a Running " + port(0),
                "checkout-b Running none",
                "checkout-c Pending none",
                "checkout-d Running " + silent);

        Outcome outcome = run(TOKEN, "press", "recommendations", "--by", "alice", "--reason", "why", "--at-once", "2");

        assertThat(outcome.exitCode).isEqualTo(1);
        assertThat(outcome.line("checkout-a: ")).contains("pressed");
        assertThat(outcome.line("checkout-b: "))
                .isEqualTo(
                        "checkout-b: NOT DONE, no way to the pod: error: unable to forward port because pod is not running");
        assertThat(outcome.line("checkout-c: ")).isEqualTo("checkout-c: NOT DONE, it is Pending");
        assertThat(outcome.line("checkout-d: ")).startsWith("checkout-d: NOT DONE, answer 000: ");
        assertThat(outcome.lines).endsWith("1 of 4 pods did it");
        noForwardIsLeft();
    }

    @ParameterizedTest
    @CsvSource({"wrong-token-0000001, recommendations, answer 401", "operators-token-0001, nosuch, answer 404"})
    void showsTheAnswerThatRefuses(String token, String button, String answer) throws Exception {
        cluster("checkout-a Running " + port(0), "checkout-b Running " + port(1));

        Outcome outcome = run(token, "press", button, "--by", "alice", "--reason", "why");

        assertThat(outcome.exitCode).isEqualTo(1);
        assertThat(outcome.line("checkout-a: ")).contains("NOT DONE").contains(answer);
        assertThat(outcome.lines).endsWith("0 of 2 pods did it");
        assertThat(pods).noneMatch(pod -> pod.board.button("recommendations").isPressed());
    }

    @Test
    void triesNothingWithoutWhatItNeeds() throws Exception {
        cluster();
        refuses("OPS_TOKEN is not set", "", "press", "recommendations", "--by", "alice", "--reason", "why");
        refuses("OPS_TOKEN is no bearer token", "a\"b", "press", "recommendations", "--by", "alice", "--reason", "why");
        refuses("'../x' cannot name a button", TOKEN, "press", "../x", "--by", "alice", "--reason", "why");
        refuses("--by must say who does it", TOKEN, "press", "recommendations", "--reason", "why");
        refuses("--reason must say why", TOKEN, "press", "recommendations", "--by", "alice");
        refuses(
                "'reason' must be one line without control characters",
                TOKEN,
                "press",
                "recommendations",
                "--by",
                "alice",
                "--reason",
                "two\nlines");
        refuses(
                "no pod has the labels app=none",
                TOKEN,
                "release",
                "recommendations",
                "--by",
                "alice",
                "-l",
                "app=none");
        assertThat(run(TOKEN, "press").lines.get(0)).startsWith("usage: press-everywhere.sh press");
        assertThat(run(TOKEN, "push", "recommendations", "--by", "alice").exitCode)
                .isEqualTo(2);
        assertThat(Files.exists(directory.resolve("forwards"))).isFalse();
    }

    private void refuses(String why, String token, String... arguments) throws Exception {
        Outcome outcome = run(token, arguments);
        assertThat(outcome.lines).containsExactly("press-everywhere: " + why + "; nothing was tried");
        assertThat(outcome.exitCode).isEqualTo(2);
    }

    private Outcome run(String token, String... arguments) throws Exception {
        var command = new ArrayList<String>(
                List.of("bash", Yaml.file("kubernetes/press-everywhere.sh").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        String real = String.valueOf(find("curl"));
        builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        builder.environment().put("FAKE", directory.toString());
        builder.environment().put("REAL_CURL", real);
        builder.environment().put("OPS_TOKEN", token);
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), lines);
    }

    private void noForwardIsLeft() throws IOException {
        for (String pid : Files.readAllLines(directory.resolve("forwards"))) {
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresent(process ->
                            process.onExit().orTimeout(30, TimeUnit.SECONDS).join());
        }
    }

    private int port(int pod) {
        return pods.get(pod).server.port();
    }

    private void cluster(String... lines) throws IOException {
        Files.write(directory.resolve("pods"), List.of(lines));
    }

    private void script(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path find(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }
}
