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
    static final String MITIGATION_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final String MITIGATION_TOKEN = "token-of-alertmanager";

    static final String PRESS = "{\"by\":\"alice\",\"reason\":\"a test\",\"minutes\":5}";
    static final String RELEASE_ALL = "{\"by\":\"alice\",\"lease\":\"all\"}";

    private static final Duration START = Duration.ofSeconds(15);

    private final CheckoutService service;

    private Running(CheckoutService service) {
        this.service = service;
    }

    /** Starts it and waits until everything is up and cart c-1 is full. */
    static Running start() throws Exception {
        return filled(startWith(null));
    }

    /** The same with servers that are there already. */
    static Running startOn(SharedServers servers) throws Exception {
        return filled(startIn(servers.environment()));
    }

    /** The same as one of a fleet that shares its buttons. */
    static Running startOn(SharedServers servers, String fleetRedisUrl) throws Exception {
        var environment = new HashMap<>(servers.environment());
        environment.put("FLEET_REDIS_URL", fleetRedisUrl);
        return filled(startIn(environment));
    }

    /** Starts it and waits for nothing. */
    static Running startWith(@Nullable String databasePassword) throws Exception {
        return startIn(databasePassword == null ? Map.of() : Map.of("DATABASE_PASSWORD", databasePassword));
    }

    private static Running filled(Running running) {
        running.awaitUp(START);
        running.business().put("/carts/c-1", CART);
        return running;
    }

    private static Running startIn(Map<String, String> more) throws Exception {
        var environment = new HashMap<>(Map.of(
                "PORT",
                "0",
                "OPS_PORT",
                "0",
                "OPS_TOKEN",
                OPS_TOKEN,
                "MITIGATION_SECRET",
                MITIGATION_SECRET,
                "MITIGATION_TOKEN",
                MITIGATION_TOKEN,
                "DRAIN_MILLIS",
                "0"));
        environment.putAll(more);
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

    /** The ops port with the token of operators. */
    Http operators() {
        return ops().withToken(OPS_TOKEN);
    }

    Http.Reply press(String button) {
        return operators().post("/panic/" + button + "/press", PRESS);
    }

    Http.Reply release(String button) {
        return operators().post("/panic/" + button + "/release", RELEASE_ALL);
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
