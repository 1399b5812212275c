package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The cache shows what is committed: not what may never be, and not for long what was. */
class CartCacheTest {

    private static final String ITEMS = "{\"items\":[{\"sku\":\"sku-9921\",\"quantity\":1}]}";
    private static final String OTHER_ITEMS = "{\"items\":[{\"sku\":\"sku-1204\",\"quantity\":1}]}";
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int MOST_TRIES = 10;

    private static Running service;
    private static Sql sql;

    @BeforeAll
    static void start() throws Exception {
        service = Running.start();
        sql = Sql.on(service.parts().backends().postgres());
    }

    @AfterAll
    static void stop() throws SQLException {
        sql.close();
        service.close();
    }

    @Test
    void showsTheCartAsItWasWhenTheCommitFails() {
        var shop = service.business();
        shop.put("/carts/c-fails", ITEMS);
        sql.run("CREATE SEQUENCE commits_tried");
        atCommitOf("c-fails", "PERFORM nextval('commits_tried'); RAISE EXCEPTION 'the commit fails'");
        String shown = shop.get("/carts/c-fails").body();

        var failed = shop.post("/checkout", "{\"cart\":\"c-fails\"}");

        assertThat(sql.column("SELECT is_called FROM commits_tried")).containsExactly("t");
        assertThat(failed.status()).isEqualTo(503);
        assertThat(failed.error()).isEqualTo("database is not available");
        assertThat(isCached("c-fails")).isTrue();
        assertThat(shop.get("/carts/c-fails").body())
                .isEqualTo(shown)
                .isEqualTo("{\"cart\":\"c-fails\",\"items\":[{\"sku\":\"sku-9921\",\"quantity\":1}],\"orders\":0}");
        assertThat(sql.number("SELECT count(*) FROM orders WHERE cart = 'c-fails'"))
                .isZero();
        assertThat(sql.number("SELECT orders FROM carts WHERE id = 'c-fails'")).isZero();
    }

    @Test
    void forgetsTheCartAfterTheCommitAndNotBefore() {
        var shop = service.business();
        shop.put("/carts/c-waits", ITEMS);
        atCommitOf("c-waits", "PERFORM pg_advisory_xact_lock(4711)");
        int tries = 0;
        Http.Reply bought;
        do {
            // A machine that needs seconds for what comes between lock and unlock gets another try.
            sql.run("SELECT pg_advisory_lock(4711)");
            CompletableFuture<Http.Reply> buying =
                    CompletableFuture.supplyAsync(() -> shop.post("/checkout", "{\"cart\":\"c-waits\"}"));
            Eventually.within(
                    SOON,
                    "it is about to commit, or has given up",
                    () -> sql.number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1
                            || buying.isDone());
            shop.get("/carts/c-waits");
            sql.run("SELECT pg_advisory_unlock(4711)");
            bought = buying.join();
        } while (bought.status() != 201 && ++tries < MOST_TRIES);

        assertThat(bought.status()).isEqualTo(201);
        assertThat(shop.get("/carts/c-waits").json().path("orders").asInt()).isEqualTo(1);
    }

    @Test
    void isFreshAfterEachChange() {
        var shop = service.business();
        for (int order = 1; order <= 3; order++) {
            shop.put("/carts/c-fresh", ITEMS);
            assertThat(shop.get("/carts/c-fresh").body()).contains("sku-9921", "\"orders\":0");

            shop.put("/carts/c-fresh", OTHER_ITEMS);
            assertThat(shop.get("/carts/c-fresh").body()).contains("sku-1204", "\"orders\":0");

            assertThat(shop.post("/checkout", "{\"cart\":\"c-fresh\"}").status())
                    .isEqualTo(201);
            assertThat(shop.get("/carts/c-fresh").body()).contains("\"orders\":1");
        }
    }

    @Test
    void sellsNothingThatIsOnlyInTheCache() {
        var shop = service.business();
        shop.put("/carts/c-old", ITEMS);
        shop.get("/carts/c-old");
        // What a change by somebody leaves behind who ended between his commit and the cache.
        sql.run("UPDATE carts SET items = '" + OTHER_ITEMS + "' WHERE id = 'c-old'");
        assertThat(shop.get("/carts/c-old").body()).contains("sku-9921");

        var refused = shop.post("/checkout", "{\"cart\":\"c-old\"}");
        var seen = shop.get("/carts/c-old");
        var bought = shop.post("/checkout", "{\"cart\":\"c-old\"}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.error()).isEqualTo("The cart has changed: look at it again");
        assertThat(seen.body()).contains("sku-1204");
        assertThat(bought.status()).isEqualTo(201);
        assertThat(sql.column("SELECT sku FROM order_lines JOIN orders ON id = order_id WHERE cart = 'c-old'"))
                .containsExactly("sku-1204");
    }

    /** PostgreSQL runs a deferred trigger within COMMIT. */
    private static void atCommitOf(String cart, String what) {
        String name = cart.replace('-', '_');
        sql.run("CREATE FUNCTION " + name + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + what
                + "; RETURN NULL; END $$");
        sql.run("CREATE CONSTRAINT TRIGGER " + name + " AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED"
                + " FOR EACH ROW WHEN (NEW.cart = '" + cart + "') EXECUTE FUNCTION " + name + "()");
    }

    private static boolean isCached(String cart) {
        int port = URI.create(service.parts().backends().redis().uri()).getPort();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                var answer =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.getOutputStream().write(("EXISTS cart:" + cart + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return ":1".equals(answer.readLine());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
