package io.plimsoll.examples.checkout.shop;

import io.plimsoll.examples.checkout.web.Json;
import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.http.GuardedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks inventory-service what is in stock. */
public final class InventoryClient {

    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final URI base;
    private final Guard guard;

    public InventoryClient(URI base, Guard guard) {
        this.base = base;
        this.guard = guard;
    }

    /** How many of it are there; none of what nobody knows. */
    int available(String sku) {
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve("/inventory/items/" + sku)).build();
        try {
            // What was asked for is shown to anyone who may read health: the path, without what a client has put in it.
            HttpResponse<byte[]> response = guard.call(attempt -> GuardedRequest.of(request)
                    .send(http, BodyHandlers.ofByteArray(), attempt.doing("GET /inventory/items/{sku}")));
            return switch (response.statusCode()) {
                case 200 -> Json.read(response.body(), Stock.class).available();
                case 404 -> 0;
                default -> throw new IOException("inventory-service answered " + response.statusCode());
            };
        } catch (IOException | AnswerException failed) {
            throw new UnavailableException("inventory_service", failed);
        }
    }

    private record Stock(String sku, int available) {}
}
