package io.plimsoll.examples.checkout.shop;

import io.plimsoll.resilience.AnswerException;
import java.io.IOException;

/** Asks inventory-service what is in stock. Nothing is sold without. */
public final class InventoryClient {

    private final Service inventory;

    public InventoryClient(Service inventory) {
        this.inventory = inventory;
    }

    /** How many of it are there; none of what nobody knows. */
    int available(String sku) {
        try {
            return inventory
                    .guard()
                    .call(attempt -> inventory.get(attempt, "/inventory/items/{sku}", sku, Stock.class))
                    .map(Stock::available)
                    .orElse(0);
        } catch (IOException | AnswerException failed) {
            throw new UnavailableException("inventory_service", failed);
        }
    }

    private record Stock(String sku, int available) {}
}
