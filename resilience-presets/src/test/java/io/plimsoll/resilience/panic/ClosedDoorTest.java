package io.plimsoll.resilience.panic;

import static io.plimsoll.panic.Press.by;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.resilience.http.OpsPaths;
import io.plimsoll.testing.ManualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosedDoorTest {

    private final ManualTime time = new ManualTime();
    private final PanicButton button =
            PanicBoard.builder("door").timing(time.timing()).build().button("door");
    private final ClosedDoor door = ClosedDoor.of(button);

    @Test
    void isOpenUntilTheButtonIsPressed() {
        assertThat(door.answerTo("/checkout")).isNull();
    }

    @Test
    void answersWithAProblemAndASpreadRetryAfter() {
        button.press(by("alice", "load"));

        for (int i = 0; i < 100; i++) {
            ClosedDoor.Answer answer = door.answerTo("/checkout");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(new String(answer.body(), UTF_8)).isEqualTo("{\"title\":\"Refused for now\",\"status\":503}");
            assertThat(answer.headers())
                    .containsEntry("Content-Type", "application/problem+json")
                    .containsEntry("Cache-Control", "no-store");
            assertThat(Long.parseLong(answer.headers().get("Retry-After"))).isBetween(30L, 45L);
        }
    }

    @Test
    void shows429AndAPageIfWanted() {
        button.press(by("alice", "load"));

        ClosedDoor.Answer answer = door.tooManyRequests()
                .page("text/html; charset=utf-8", "<h1>Back soon</h1>")
                .answerTo("/");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.headers()).containsEntry("Content-Type", "text/html; charset=utf-8");
        assertThat(new String(answer.body(), UTF_8)).isEqualTo("<h1>Back soon</h1>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/health", "/health/deep", "/health/deep/redis", "/panic", "/panic/door/release", "/mitigation"})
    void keepsOpenHowOneSeesAndEndsIt(String path) {
        button.press(by("alice", "load"));

        assertThat(door.answerTo(path)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/healthy",
                "/checkout/health",
                "/health/../checkout",
                "/health/%2e%2e/checkout",
                "/health/..;/checkout",
                "/health//checkout",
                "/health;/../checkout",
                "/health/\\..\\checkout",
                "/Health"
            })
    void keepsNothingElseOpenHoweverItIsWritten(String path) {
        button.press(by("alice", "load"));

        assertThat(door.answerTo(path)).isNotNull();
    }

    @Test
    void keepsOpenWhatOneNames() {
        ClosedDoor own = door.open(OpsPaths.of("/status", "/health/shallow"));
        button.press(by("alice", "load"));

        assertThat(own.answerTo("/status/x")).isNull();
        assertThat(own.answerTo("/health/shallow")).isNull();
        assertThat(own.answerTo("/health/deep")).isNotNull();
        assertThat(own.answerTo("/panic")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "health", "/", "/health/", "/a%2fb", "/a//b", "/a/../b"})
    void refusesToKeepOpenWhatIsNoPath(String path) {
        assertThatThrownBy(() -> OpsPaths.of(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + path + "' cannot be kept open");
    }

    @Test
    void letsThemInByARampWhenTheLeaseEnds() {
        button.press(by("alice", "load").lasting(ofMinutes(10)));
        time.advance(ofMinutes(10));

        // Five standard deviations from 1 % and from 50 %.
        assertThat(letIn()).isBetween(50, 150);
        time.advance(ofSeconds(20));
        assertThat(letIn()).isBetween(4_750, 5_250);
        time.advance(ofSeconds(10));
        assertThat(letIn()).isEqualTo(10_000);
    }

    private int letIn() {
        int in = 0;
        for (int i = 0; i < 10_000; i++) {
            in += door.answerTo("/checkout") == null ? 1 : 0;
        }
        return in;
    }
}
