package io.plimsoll.examples.checkout;

import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.health.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The service in this process, on free ports. */
final class Running implements AutoCloseable {

    static final String CART = "{\"items\":[{\"sku\":\"sku-9921\",\"quantity\":2}]}";
    static final String CHECKOUT = "{\"cart\":\"c-1\"}";

    static final String OPS_TOKEN = "token-of-the-operators";

    private static final Duration START = Duration.ofSeconds(15);

    private final CheckoutService service;

    private Running(CheckoutService service) {
        this.service = service;
    }

    /** Starts it and waits until everything is up and cart c-1 is full. */
    static Running start() throws Exception {
        Running running = startWith(null);
        running.awaitUp(START);
        running.business().put("/carts/c-1", CART);
        return running;
    }

    /** Starts it and waits for nothing. */
    static Running startWith(@Nullable String databasePassword) throws Exception {
        var environment =
                new HashMap<>(Map.of("PORT", "0", "OPS_PORT", "0", "OPS_TOKEN", OPS_TOKEN, "DRAIN_MILLIS", "0"));
        environment.put("DATABASE_PASSWORD", databasePassword);
        var service = new CheckoutService(Settings.from(environment::get));
        try {
            service.start();
        } catch (Exception failed) {
            service.close();
            throw failed;
        }
        return new Running(service);
    }

    CheckoutService.Parts parts() {
        return service.parts();
    }

    Http business() {
        return new Http(parts().businessUri());
    }

    Http ops() {
        return new Http(parts().opsUri());
    }

    Http.Reply checkout() {
        return business().post("/checkout", CHECKOUT);
    }

    /** How long it took until everything was up. */
    Duration awaitUp(Duration limit) {
        return Eventually.within(
                limit, "everything is up", () -> parts().health().report().status() == Status.UP);
    }

    @Override
    public void close() {
        service.close();
    }
}
