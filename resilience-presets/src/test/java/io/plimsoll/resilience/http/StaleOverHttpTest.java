package io.plimsoll.resilience.http;

import static io.plimsoll.resilience.caffeine.StaleCache.staleFrom;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.LocalServer;
import io.plimsoll.resilience.Preset;
import io.plimsoll.resilience.Served;
import io.plimsoll.resilience.Tally;
import io.plimsoll.resilience.caffeine.StaleCache;
import io.plimsoll.testing.ManualTime;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A shop that shows prices, from a Caffeine cache while the service that knows them is away. */
class StaleOverHttpTest {

    private final ManualTime time = new ManualTime();
    private final AtomicBoolean away = new AtomicBoolean();
    private final HttpClient client = HttpClient.newHttpClient();
    private final StaleCache<String, String> cache = StaleCache.of(100, ofMinutes(10), time);
    private final Guard guard = Guard.builder("prices", Preset.read().withAttempts(1))
            .timing(time.timing())
            .build();
    private final LocalServer prices =
            LocalServer.start(exchange -> LocalServer.answer(exchange, away.get() ? 503 : 200, "12.50"));
    private final LocalServer shop = LocalServer.start(this::show);

    StaleOverHttpTest() throws IOException {}

    @AfterEach
    void close() {
        shop.close();
        prices.close();
    }

    @Test
    void showsFreshAnswersWithoutAnyMark() throws Exception {
        HttpResponse<String> answer = get("/sku-1");

        assertThat(answer.body()).isEqualTo("{\"price\":\"12.50\",\"served\":\"fresh\"}");
        assertThat(answer.headers().firstValue("Age")).isEmpty();
        assertThat(answer.headers().firstValue("Cache-Status")).isEmpty();
    }

    @Test
    void saysOnStaleAnswersHowOldTheyAreAndWhereTheyComeFrom() throws Exception {
        get("/sku-1");
        time.advance(ofSeconds(95));
        away.set(true);

        HttpResponse<String> answer = get("/sku-1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"price\":\"12.50\",\"served\":\"stale\"}");
        assertThat(answer.headers().firstValue("Age")).contains("95");
        assertThat(answer.headers().firstValue("Cache-Status")).contains("shop; hit; detail=stale-if-error");
        assertThat(guard.count(Tally.SERVED_STALE)).isEqualTo(1);
    }

    @Test
    void servesNothingStaleBeyondItsBound() throws Exception {
        get("/sku-1");
        time.advance(ofMinutes(5).plusSeconds(1));
        away.set(true);

        HttpResponse<String> answer = get("/sku-1");

        assertThat(answer.body()).isEqualTo("{\"price\":\"?\",\"served\":\"degraded\"}");
        assertThat(answer.headers().firstValue("Age")).isEmpty();
        assertThat(answer.headers().firstValue("Cache-Status")).contains("shop; fwd=miss; detail=degraded");
    }

    @Test
    void isFreshAgainWithTheFirstAnswerAfterTheOutage() throws Exception {
        get("/sku-1");
        away.set(true);
        get("/sku-1");
        away.set(false);

        assertThat(get("/sku-1").body()).contains("fresh");
    }

    private void show(HttpExchange exchange) throws IOException {
        String sku = exchange.getRequestURI().getPath();
        HttpRequest request = HttpRequest.newBuilder(prices.uri(sku)).build();
        Served<String> price;
        try {
            price = guard.serve(
                    attempt -> GuardedRequest.of(request)
                            .send(client, BodyHandlers.ofString(), attempt)
                            .body(),
                    staleFrom(cache, sku, ofMinutes(5)).orElse("?"));
        } catch (Exception notEvenThat) {
            LocalServer.answer(exchange, 500, "");
            return;
        }
        ServedHeaders.of(price, "shop")
                .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        LocalServer.answer(exchange, 200, "{\"price\":\"" + price.value() + "\",\"served\":\"" + price.kind() + "\"}");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(shop.uri(path)).build(), BodyHandlers.ofString());
    }
}
