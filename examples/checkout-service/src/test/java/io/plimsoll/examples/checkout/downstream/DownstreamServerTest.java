package io.plimsoll.examples.checkout.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.checkout.gameday.Breakable;
import io.plimsoll.examples.drill.Eventually;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DownstreamServerTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void listensAgainOnItsPortOnceWhoeverTookItHasGone() throws Exception {
        try (DownstreamServer inventory = DownstreamServer.start("inventory", (method, path) -> null)) {
            inventory.kill();
            var healing = new Thread(inventory::heal);
            try (var taken = new ServerSocket(inventory.uri().getPort(), 1, InetAddress.getLoopbackAddress())) {
                healing.start();
                Eventually.within(
                        SOON, "it waits for " + taken, () -> healing.getState() == Thread.State.TIMED_WAITING);
            }
            healing.join(SOON.toMillis());

            assertThat(inventory.state()).isEqualTo(Breakable.State.RUNNING);
            HttpRequest request = HttpRequest.newBuilder(inventory.uri().resolve("/health/shallow"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
