package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A guard's deadline is no word between us: the server that does the work knows it, too. */
class DeadlineTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SESSIONS =
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'checkout-write' ORDER BY pid";
    private static final String WAITING = "SELECT count(*) FROM pg_stat_activity"
            + " WHERE application_name = 'checkout-write' AND wait_event_type = 'Lock'";

    @Test
    void endsStatementsAtTheServerAndKeepsTheirConnections() throws Exception {
        try (var service = Running.start();
                var holder = Sql.on(service.parts().backends().postgres());
                var observer = Sql.on(service.parts().backends().postgres())) {
            Eventually.within(
                    SOON, "the pools are full", () -> service.parts().pools().isFull());
            List<String> sessions = observer.column(SESSIONS);
            holder.run("BEGIN");
            holder.run("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");

            CompletableFuture<Http.Reply> checkout = CompletableFuture.supplyAsync(service::checkout);
            Eventually.within(SOON, "it waits for the lock", () -> observer.number(WAITING) > 0);
            Http.Reply reply = checkout.join();
            Eventually.within(SOON, "nobody waits for it any more", () -> observer.number(WAITING) == 0);

            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.error()).isEqualTo("database is not available");
            assertThat(observer.column(SESSIONS)).isEqualTo(sessions).hasSize(Pools.WRITE);
            holder.run("ROLLBACK");
            assertThat(service.checkout().status()).isEqualTo(201);
        }
    }
}
