package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShopTest {

    private static final ExecutorService clicks = Executors.newFixedThreadPool(5);

    private static Running service;

    @BeforeAll
    static void start() throws Exception {
        service = Running.start();
    }

    @AfterAll
    static void stop() {
        clicks.shutdownNow();
        service.close();
    }

    @Test
    void turnsACartIntoAnOrder() {
        var shop = shop();

        var stored = shop.put("/carts/c-1", "{\"items\":[{\"sku\":\"sku-9921\",\"quantity\":2}]}");
        var confirmed = shop.post("/checkout", "{\"cart\":\"c-1\"}");
        long order = confirmed.json().path("order_id").asLong();
        var read = shop.get("/orders/" + order);

        assertThat(stored.status()).isEqualTo(200);
        assertThat(confirmed.status()).isEqualTo(201);
        assertThat(confirmed.body())
                .startsWith("{\"order_id\":" + order + ",\"status\":\"confirmed\",\"suggestions\":{\"served\":");
        assertThat(confirmed.headers().firstValue("Location")).contains("/orders/" + order);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body())
                .isEqualTo("{\"order_id\":" + order + ",\"cart\":\"c-1\",\"status\":\"confirmed\","
                        + "\"lines\":[{\"sku\":\"sku-9921\",\"quantity\":2}]}");
    }

    @Test
    void makesOneOrderOfFiveClicksWithOneIdempotencyKey() {
        shop().put("/carts/c-5", "{\"items\":[{\"sku\":\"sku-9921\",\"quantity\":1}]}");
        var clicking = new Http(shop().base(), Map.of("Idempotency-Key", "order-of-alice"));

        List<Http.Reply> replies = IntStream.range(0, 5)
                .mapToObj(click ->
                        CompletableFuture.supplyAsync(() -> clicking.post("/checkout", "{\"cart\":\"c-5\"}"), clicks))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(replies).extracting(Http.Reply::status).containsOnly(201);
        assertThat(replies).extracting(ShopTest::order).containsOnly(order(replies.get(0)));
        assertThat(order(clicking.post("/checkout", "{\"cart\":\"c-5\"}")))
                .as("a click long after")
                .isEqualTo(order(replies.get(0)));
        assertThat(order(shop().post("/checkout", "{\"cart\":\"c-5\"}")))
                .as("without a key")
                .isNotEqualTo(order(replies.get(0)));
        assertThat(new Http(shop().base(), Map.of("Idempotency-Key", "a b"))
                        .post("/checkout", "{\"cart\":\"c-5\"}")
                        .error())
                .isEqualTo("An Idempotency-Key is 1 to 64 letters, digits, hyphens and underscores");
    }

    @Test
    void refusesWhatIsNotThereOrNotInStock() {
        var shop = shop();
        shop.put("/carts/sold-out", "{\"items\":[{\"sku\":\"sku-0007\",\"quantity\":1}]}");
        shop.put("/carts/unheard-of", "{\"items\":[{\"sku\":\"sku-x\",\"quantity\":1}]}");

        assertThat(shop.post("/checkout", "{\"cart\":\"nobodys\"}").status()).isEqualTo(404);
        assertThat(shop.get("/orders/4711").error()).isEqualTo("No such order");
        var soldOut = shop.post("/checkout", "{\"cart\":\"sold-out\"}");
        assertThat(soldOut.status()).isEqualTo(409);
        assertThat(soldOut.error()).isEqualTo("Not enough of sku-0007 in stock");
        assertThat(shop.post("/checkout", "{\"cart\":\"unheard-of\"}").status()).isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{}",
                "{\"items\":null}",
                "{\"items\":[]}",
                "{\"items\":[null]}",
                "{\"items\":[{\"sku\":\"sku-1\"}]}",
                "{\"items\":[{\"sku\":\"sku 1\",\"quantity\":1}]}",
                "{\"items\":[{\"sku\":\"sku-1\",\"quantity\":0}]}",
                "{\"items\":[{\"sku\":\"sku-1\",\"quantity\":1.5}]}",
                "{\"items\":[{\"sku\":\"sku-1\",\"quantity\":\"1\"}]}",
                "{\"items\":[{\"sku\":\"sku-1\",\"quantity\":1}],\"coupon\":1}",
                "{\"items\":[{\"sku\":\"sku-1\",\"quantity\":1}]} {}"
            })
    void answersABadCartWithOneLineOfJson(String body) {
        var reply = shop().put("/carts/c-1", body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(reply.error()).isNotEmpty().doesNotContain("\n", "Exception");
    }

    @Test
    void answersAnythingElseThatIsWrongWithJsonToo() {
        var shop = shop();

        assertThat(shop.put("/carts/a%20b", "{}").status()).isEqualTo(400);
        assertThat(shop.put("/carts/c-1", "x".repeat(65 * 1024)).status()).isEqualTo(413);
        assertThat(shop.get("/orders/one").error()).isEqualTo("An order's id is a number");
        assertThat(shop.get("/nowhere").error()).isEqualTo("Nothing here");
        assertThat(shop.get("/carts/..%2fc-1").headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        var wrongMethod = shop.get("/checkout");
        assertThat(wrongMethod.status()).isEqualTo(405);
        assertThat(wrongMethod.headers().firstValue("Allow")).contains("POST");
    }

    private static String order(Http.Reply reply) {
        return reply.json().path("order_id") + " " + reply.json().path("status");
    }

    private static Http shop() {
        return service.business();
    }
}
