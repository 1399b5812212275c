package io.plimsoll.http.probe;

import static java.net.InetAddress.getLoopbackAddress;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.testing.ProbeContract;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ServerCertificateTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Instant NOW = Instant.parse("2026-05-22T23:10:00Z");
    private static final Target TARGET = Target.of("https://inventory/health");

    private static Certificates certificates;

    @BeforeAll
    static void makeAnAuthority(@TempDir Path directory) throws Exception {
        certificates = new Certificates(directory);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "1209600, UP, none, 14",
                "1209599, DEGRADED, Certificate expires in 13 days on GET /health, 13",
                "172800, DEGRADED, Certificate expires in 2 days on GET /health, 2",
                "172799, DEGRADED, Certificate expires in 1 day on GET /health, 1",
                "86399, DEGRADED, Certificate expires in less than a day on GET /health, 0",
                "0, DEGRADED, Certificate expires in less than a day on GET /health, 0",
                "-1, DOWN, Certificate has expired on GET /health, -1"
            })
    void judgesByTheTimeThatIsLeft(long seconds, Status status, @Nullable String error, long days) {
        Finding finding = ServerCertificate.judged(Finding.up(), NOW.plusSeconds(seconds), NOW, TARGET);

        assertThat(finding.status()).isEqualTo(status);
        assertThat(finding.error()).isEqualTo(error);
        assertThat(finding.code()).isEqualTo(status == Status.UP ? null : Code.TLS);
        assertThat(finding.readings()).containsEntry("certificate_days", new Count(days));
    }

    @Test
    void hidesNoOtherFindingButOnesThatAreBetter() {
        Finding slow = Finding.degraded(Code.SLOW, "Slow").with("status_code", 200);

        assertThat(ServerCertificate.judged(slow, NOW.plusSeconds(60), NOW, TARGET)
                        .code())
                .isEqualTo(Code.SLOW);
        assertThat(ServerCertificate.judged(slow, NOW.minusSeconds(60), NOW, TARGET)
                        .status())
                .isEqualTo(Status.DOWN);
        assertThat(ServerCertificate.judged(slow, NOW.minusSeconds(60), NOW, TARGET)
                        .readings())
                .containsEntry("status_code", new Count(200));
    }

    @Test
    void readsItOffTheHandshakeOfTheAnswer() throws Exception {
        var connections = new AtomicInteger();
        try (var far = server("-1d", 91, connections);
                var near = server("-1d", 10, connections);
                var probe = probe(far);
                var degraded = probe(near)) {
            assertThat(probe.healthy().readings()).containsEntry("certificate_days", new Count(89));

            Finding soon = degraded.attempt();
            assertThat(soon.status()).isEqualTo(Status.DEGRADED);
            assertThat(soon.code()).isEqualTo(Code.TLS);
            assertThat(soon.error()).isEqualTo("Certificate expires in 8 days on GET /health");
            assertThat(degraded.attempt().error())
                    .as("on the kept connection too")
                    .isEqualTo(soon.error());
            assertThat(connections).as("answers, one for each check").hasValue(3);
        }
    }

    @Test
    void isDownOnceItHasExpired() throws Exception {
        try (var server = server("-10d", 5, new AtomicInteger());
                var probe = probe(server)) {
            Finding finding = probe.refusing();

            assertThat(finding.status()).isEqualTo(Status.DOWN);
            assertThat(finding.code()).isEqualTo(Code.TLS);
            assertThat(finding.error()).isEqualTo("Certificate has expired on GET /health");
            assertThat(finding.scope()).isEqualTo(Scope.SHARED);
        }
    }

    @Test
    void followsNoRedirectHoweverLongTheLoop() throws Exception {
        var asked = new AtomicInteger();
        try (var server = new RawServer((in, out) -> {
                    while (RawServer.readRequest(in)) {
                        asked.incrementAndGet();
                        RawServer.send(out, "HTTP/1.1 302 Found\r\nLocation: /health\r\nContent-Length: 0\r\n\r\n");
                    }
                });
                var probe = ProbeContract.of(HttpProbe.get(server.url("/health")), LONG)) {
            Finding finding = probe.attempt();

            assertThat(finding.code()).isEqualTo(Code.BAD_RESPONSE);
            assertThat(finding.error()).isEqualTo("Unexpected status 302 on GET /health");
            assertThat(asked).hasValue(1);
        }
    }

    /** Serves until it is closed. */
    private record Serving(HttpsServer server) implements AutoCloseable {

        String url() {
            return "https://127.0.0.1:" + server.getAddress().getPort() + "/health";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private static Serving server(String start, int days, AtomicInteger answers) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificates.server(start, days)));
        server.createContext("/health", exchange -> {
            answers.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return new Serving(server);
    }

    private static ProbeContract probe(Serving serving) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().sslContext(certificates.client()).build();
        return ProbeContract.of(HttpProbe.get(serving.url()).using(client), LONG);
    }
}
