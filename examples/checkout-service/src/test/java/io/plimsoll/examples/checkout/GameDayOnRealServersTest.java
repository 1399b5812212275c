package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GameDayOnRealServersTest {

    private static final int CIRCUIT_OPEN = 429;

    private static Running service;

    @BeforeAll
    static void start() throws Exception {
        service = Running.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @MethodSource("games")
    void endsInTheStateOfTheLastMoveAndHeals(String target, String moves, String state) {
        try {
            for (String move : moves.split(" ", -1)) {
                assertThat(play(target, move).status()).isEqualTo(200);
            }
            var last = moves.substring(moves.lastIndexOf(' ') + 1);
            assertThat(play(target, last).body())
                    .isEqualTo(
                            "{\"target\":\"" + target + "\",\"action\":\"" + last + "\",\"state\":\"" + state + "\"}");

            if (!state.equals("running")) {
                assertThat(checkout().status()).isIn(503, CIRCUIT_OPEN);
            }
        } finally {
            play(target, "heal");
        }
        Duration healed = Eventually.within(
                Duration.ofSeconds(10),
                "a checkout after healing " + target,
                () -> checkout().status() == 201);
        System.out.println(target + ": " + moves + ", heal: serves again after " + healed.toMillis() + " ms");
    }

    static Stream<Arguments> games() {
        return Stream.of("database", "redis", "inventory")
                .flatMap(target -> Stream.of(
                        Arguments.of(target, "freeze", "frozen"),
                        Arguments.of(target, "kill", "killed"),
                        Arguments.of(target, "freeze kill", "killed"),
                        Arguments.of(target, "kill freeze", "killed"),
                        Arguments.of(target, "freeze kill heal", "running")));
    }

    @Test
    void exhaustsThePoolForAWhileAndAnswersAtOnce() {
        var shop = business();

        var begun = System.nanoTime();
        var reply = shop.post("/chaos/pool/exhaust?seconds=3", "");
        var answered = Duration.ofNanos(System.nanoTime() - begun);
        Eventually.within(
                Duration.ofSeconds(1),
                "every connection is out and callers wait",
                () -> service.parts().pools().write().getHikariPoolMXBean().getActiveConnections() == 10
                        && service.parts().pools().write().getHikariPoolMXBean().getThreadsAwaitingConnection() > 0);
        var checkout = checkout();
        Duration over = Eventually.within(
                Duration.ofSeconds(8),
                "it ends by itself",
                () -> service.parts().pools().write().getHikariPoolMXBean().getActiveConnections() == 0);

        assertThat(reply.body()).isEqualTo("{\"target\":\"pool\",\"action\":\"exhaust\",\"state\":\"exhausted\"}");
        assertThat(answered).isLessThan(Duration.ofSeconds(1));
        assertThat(checkout.status()).isEqualTo(503);
        System.out.println("pool: exhausted, free again " + over.toMillis() + " ms after the first refusal");
    }

    @Test
    void givesThePoolBackWhenItIsHealed() {
        var shop = business();
        shop.post("/chaos/pool/exhaust?seconds=600", "");
        shop.post("/chaos/pool/exhaust?seconds=600", "");

        var healed = shop.post("/chaos/pool/heal", "");

        assertThat(healed.body()).isEqualTo("{\"target\":\"pool\",\"action\":\"heal\",\"state\":\"running\"}");
        assertThat(checkout().status()).isEqualTo(201);
    }

    @Test
    void tellsWhichGamesThereAre() {
        var unknown = business().post("/chaos/database/explode", "");
        var asked = business().get("/chaos/database/freeze");
        var odd = Stream.of("0", "-1", "1000", "x", "")
                .map(seconds -> business().post("/chaos/pool/exhaust?seconds=" + seconds, ""));

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().path("available")).hasSize(20);
        assertThat(unknown.body()).contains("POST /chaos/database/freeze", "POST /chaos/pool/exhaust");
        assertThat(asked.status()).isEqualTo(405);
        assertThat(asked.headers().firstValue("Allow")).contains("POST");
        assertThat(odd).allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.error()).isEqualTo("seconds is a number from 1 to 999");
        });
    }

    private static Http business() {
        return service.business();
    }

    private static Http.Reply checkout() {
        return service.checkout();
    }

    private static Http.Reply play(String target, String move) {
        return business().post("/chaos/" + target + "/" + move, "");
    }
}
