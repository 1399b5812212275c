package io.plimsoll.http.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.http.endpoint.OpsResponse;
import io.plimsoll.http.endpoint.OpsRouter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The adapters set nothing that HTTP/2 forbids, such as a Connection header. */
class Http2Test {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT_HTTP_2", "VERTX_5_WEB", "VERTX_4_WEB"})
    void answersTheSame(Servers server) throws Exception {
        try (var checkout = Checkout.up()) {
            var ops = OpsRouter.builder(checkout.health).build();
            try (var at = server.serve(ops)) {
                // The first request is an upgrade, so it is the second that is wholly HTTP/2.
                send(at.port(), Ask.get("/health/shallow"));
                for (Ask ask : Stream.of("/health/deep", "/health/shallow", "/health/deep/unknown")
                        .flatMap(path -> Stream.of("GET", "HEAD", "POST").map(method -> Ask.of(method, path)))
                        .toList()) {
                    HttpResponse<byte[]> answer = send(at.port(), ask);
                    OpsResponse expected = ops.handle(ask);

                    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                    assertThat(answer.statusCode()).as(ask.toString()).isEqualTo(expected.status());
                    assertThat(answer.body()).isEqualTo(expected.body());
                    expected.headers()
                            .forEach(
                                    (name, value) -> assertThat(answer.headers().allValues(name))
                                            .as(name)
                                            .containsExactly(value));
                }
            }
        }
    }

    private HttpResponse<byte[]> send(int port, Ask ask) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + ask.path()))
                        .method(ask.method(), HttpRequest.BodyPublishers.noBody())
                        .timeout(Duration.ofSeconds(15))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }
}
