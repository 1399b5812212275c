package io.plimsoll.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.benchmarks.ConstantAnswer.Plan;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.endpoint.OpsRouter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConstantAnswerTest {

    private static final Plan QUICK = new Plan(Duration.ofMillis(40), Duration.ofMillis(20), 2, 2);

    @Test
    void runsOnEveryServer() throws Exception {
        var out = new ByteArrayOutputStream();

        List<Comparison> comparisons =
                new ConstantAnswer(QUICK, new PrintStream(out, true, StandardCharsets.UTF_8)).run(Main.servers());

        assertThat(comparisons).hasSize(2 * Main.servers().size());
        assertThat(comparisons).allSatisfy(comparison -> {
            assertThat(comparison.throughput().median()).isPositive();
            assertThat(out.toString(StandardCharsets.UTF_8)).contains(comparison.row());
        });
    }

    @Test
    void theConstantIsWhatWeSayButForWhatTheServerAdds() throws Exception {
        try (HealthMonitor health = Checkout.start()) {
            OpsRouter ops = OpsRouter.builder(health).build();
            var constant = Constant.of(ops.handle(ConstantAnswer.DEEP));
            for (ConstantAnswer.Starter starter : Main.servers()) {
                try (Contest contest = starter.start(ops, constant)) {
                    HttpResponse<String> ours = get(contest, Answer.OURS);
                    HttpResponse<String> same = get(contest, Answer.CONSTANT);
                    HttpResponse<String> bare = get(contest, Answer.BARE);

                    assertThat(List.of(same.statusCode(), bare.statusCode())).containsOnly(ours.statusCode());
                    assertThat(List.of(same.body(), bare.body())).containsOnly(ours.body());
                    assertThat(names(same)).as(contest.server()).isEqualTo(names(ours));
                    assertThat(names(ours).keySet())
                            .as(contest.server())
                            .contains("cache-control", "age")
                            .containsAll(names(bare).keySet());
                    assertThat(names(bare).keySet()).as(contest.server()).doesNotContain("cache-control", "age");
                }
            }
        }
    }

    /** Values too, but for those that go with the time. */
    private static Map<String, List<String>> names(HttpResponse<String> answer) {
        var headers = new TreeMap<>(answer.headers().map());
        headers.computeIfPresent("age", (name, any) -> List.of());
        headers.computeIfPresent("date", (name, any) -> List.of());
        return headers;
    }

    private static HttpResponse<String> get(Contest contest, Answer answer) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + contest.port(answer) + answer.path());
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
