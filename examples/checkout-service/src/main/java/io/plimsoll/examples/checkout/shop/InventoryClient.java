package io.plimsoll.examples.checkout.shop;

import io.plimsoll.examples.checkout.web.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks inventory-service what is in stock. */
public final class InventoryClient {

    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final URI base;

    public InventoryClient(URI base) {
        this.base = base;
    }

    /** How many of it are there; none of what nobody knows. */
    int available(String sku) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/inventory/items/" + sku))
                .timeout(ANSWER)
                .build();
        try {
            var response = http.send(request, BodyHandlers.ofByteArray());
            return switch (response.statusCode()) {
                case 200 -> Json.read(response.body(), Stock.class).available();
                case 404 -> 0;
                default -> throw new IOException("inventory-service answered " + response.statusCode());
            };
        } catch (IOException failed) {
            throw new UnavailableException("inventory_service", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("inventory_service", interrupted);
        }
    }

    private record Stock(String sku, int available) {}
}
