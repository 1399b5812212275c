package io.plimsoll.http.endpoint;

import static io.plimsoll.health.monitor.ProbeSettings.every;
import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.contract.Ask;
import io.plimsoll.http.contract.Checkout;
import io.plimsoll.http.contract.LogCapture;
import io.plimsoll.http.contract.Schemas;
import io.plimsoll.testing.ScriptedProbe;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpsRouterTest {

    private static final Duration MOMENT = Duration.ofMillis(10);

    @Test
    void answersWithTheSameInstanceUntilSomethingChanges() {
        try (var checkout = Checkout.up()) {
            OpsRouter ops = router(checkout);
            for (String path : List.of("/health/shallow", "/health/ready", "/health/deep", "/health/deep/redis")) {
                assertThat(ops.handle(Ask.get(path))).as(path).isSameAs(ops.handle(Ask.get(path)));
            }
            OpsResponse before = ops.handle(Ask.get("/health/deep"));

            checkout.after(Duration.ofSeconds(3));

            assertThat(ops.handle(Ask.get("/health/deep"))).isNotSameAs(before);
        }
    }

    @Test
    void saysOfEachComponentHowOldItsOwnResultIs() {
        try (var checkout = Checkout.of(
                        OK, OK, more -> more.required("report", ScriptedProbe.of(OK), every(Duration.ofHours(1))))
                .after(Duration.ofMinutes(10))) {
            OpsRouter ops = router(checkout);

            assertThat(age(ops, "/health/deep/report")).isBetween(599L, 600L);
            assertThat(age(ops, "/health/deep/redis")).isLessThan(3);
            assertThat(age(ops, "/health/deep")).isLessThan(3);
        }
    }

    @Test
    void rendersOnceForAllThreadsAndNeverMixesStatusAndBody() throws Exception {
        int readers = 16;
        try (var checkout = Checkout.flapping()) {
            OpsRouter ops = router(checkout);
            ExecutorService threads = Executors.newFixedThreadPool(readers);
            try {
                for (int round = 0; round < 200; round++) {
                    checkout.after(Duration.ofMillis(137));
                    var together = new CyclicBarrier(readers);
                    List<Future<OpsResponse>> answers = new ArrayList<>();
                    for (int reader = 0; reader < readers; reader++) {
                        answers.add(threads.submit(() -> {
                            together.await(20, TimeUnit.SECONDS);
                            return ops.handle(Ask.get("/health/deep"));
                        }));
                    }
                    Set<byte[]> bodies = Collections.newSetFromMap(new IdentityHashMap<>());
                    for (Future<OpsResponse> future : answers) {
                        OpsResponse answer = future.get(20, TimeUnit.SECONDS);
                        answer.writeBodyTo(new Collecting(bodies));
                        assertThat(answer.status() == 503)
                                .isEqualTo(text(answer).startsWith("{\"status\":\"DOWN\""));
                    }
                    assertThat(bodies).as("renderings in round %d", round).hasSize(1);
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void runsNoProbeForARequest() {
        try (var checkout = Checkout.up()) {
            OpsRouter ops = router(checkout);
            int before = checkout.database.calls();

            for (int i = 0; i < 1_000; i++) {
                ops.handle(Ask.get("/health/deep"));
            }

            assertThat(checkout.database.calls()).isEqualTo(before);
        }
    }

    @Test
    void tellsTheListenerInOurOwnWords() {
        List<String> told = new ArrayList<>();
        try (var checkout = Checkout.of(FAIL, OK).after(MOMENT)) {
            OpsRouter ops = OpsRouter.builder(checkout.health)
                    .listener((endpoint, status) -> told.add(endpoint + " " + status))
                    .build();

            for (String path : List.of(
                    "/health/shallow",
                    "/health/ready",
                    "/health/started",
                    "/health/deep",
                    "/health/deep/redis",
                    "/health/deep/who",
                    "/health/deep/%FF",
                    "/health/deep/",
                    "/etc/passwd")) {
                ops.handle(Ask.get(path));
            }
            ops.handle(Ask.of("BREW", "/health/deep"));
            ops.handle(Ask.of("HEAD", "/nowhere"));
        }

        assertThat(told)
                .containsExactly(
                        "shallow 200",
                        "ready 503",
                        "started 503",
                        "deep 503",
                        "component 200",
                        "component 404",
                        "component 400",
                        "other 404",
                        "other 404",
                        "deep 405",
                        "other 404");
    }

    @Test
    void goesOnWithAListenerThatThrowsAndLogsItOnce() {
        try (var log = new LogCapture();
                var checkout = Checkout.up()) {
            OpsRouter ops = OpsRouter.builder(checkout.health)
                    .listener((endpoint, status) -> {
                        throw new AssertionError("no room to count");
                    })
                    .build();

            for (int i = 0; i < 3; i++) {
                assertThat(ops.handle(Ask.get("/health/deep")).status()).isEqualTo(200);
            }

            assertThat(log.atLeast(Level.WARN))
                    .containsExactly(
                            "WARN io.plimsoll.http.endpoint.OpsRouter: A listener of answers failed; answers go on,"
                                    + " and this is not logged again");
        }
    }

    @Test
    void answersWhatIsWrongInsideWith500AndLogsItOnce() {
        var broken = new IllegalStateException("the buffer of thread 7 is gone");
        try (var log = new LogCapture();
                var checkout = Checkout.up()) {
            var request = new OpsRequest() {
                @Override
                public String method() {
                    throw broken;
                }

                @Override
                public String path() {
                    return "/health/deep";
                }

                @Override
                public @Nullable String query() {
                    return null;
                }

                @Override
                public @Nullable String header(String name) {
                    return null;
                }
            };
            OpsRouter ops = router(checkout);

            OpsResponse first = ops.handle(request);
            OpsResponse second = ops.handle(request);

            assertThat(first.status()).isEqualTo(500);
            assertThat(text(first)).isEqualTo("{\"status\":500,\"title\":\"Internal Server Error\"}");
            assertThat(second).isSameAs(first);
            Schemas.PROBLEM.assertAccepts(text(first));
            assertThat(log.atLeast(Level.WARN))
                    .containsExactly(
                            "WARN io.plimsoll.http.endpoint.OpsRouter: Answering a request for health failed; it was"
                                    + " answered with 500, and this is not logged again");
            assertThat(log.events())
                    .last()
                    .satisfies(event ->
                            assertThat(event.getThrowableProxy().getMessage()).isEqualTo(broken.getMessage()));
        }
    }

    @Test
    void needsAMonitor() {
        assertThatThrownBy(() -> OpsRouter.builder(nothing()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("health");
    }

    @Test
    void handsOutNothingThatCanBeChanged() {
        try (var checkout = Checkout.up()) {
            OpsRouter ops = router(checkout);
            OpsResponse answer = ops.handle(Ask.get("/health/deep"));
            String before = text(answer);

            answer.body()[0] = 'X';

            assertThat(text(answer)).isEqualTo(before);
            assertThatThrownBy(() -> answer.headers().put("Age", "0"))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    /** Collects the arrays themselves. */
    private static final class Collecting extends ByteArrayOutputStream {

        private final Set<byte[]> arrays;

        Collecting(Set<byte[]> arrays) {
            this.arrays = arrays;
        }

        @Override
        public void write(byte[] bytes) {
            arrays.add(bytes);
        }
    }

    @SuppressWarnings("NullAway") // what happens then is what is tested
    private static HealthMonitor nothing() {
        return null;
    }

    private static long age(OpsRouter ops, String path) {
        return Long.parseLong(ops.handle(Ask.get(path)).headers().get("Age"));
    }

    private static OpsRouter router(Checkout checkout) {
        return OpsRouter.builder(checkout.health).build();
    }

    private static String text(OpsResponse response) {
        return new String(response.body(), UTF_8);
    }
}
