package io.plimsoll.examples.checkout.downstream;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The services that checkout calls, as little of each as this example needs. */
public final class Downstreams {

    private static final Map<String, Integer> STOCK = Map.of("sku-9921", 120, "sku-1204", 7, "sku-0007", 0);
    private static final String SUSPICIOUS = "mallory";

    private Downstreams() {}

    /** Knows what is in stock: {@code GET /inventory/items/{sku}}. */
    public static DownstreamServer startInventory() throws Exception {
        return DownstreamServer.start("inventory", (method, path) -> {
            String sku = after("/inventory/items/", path);
            Integer available = STOCK.get(sku);
            return available == null ? null : Map.of("sku", sku, "available", available);
        });
    }

    /** Knows what else one might like: {@code GET /recommendations/{sku}}. */
    public static DownstreamServer startRecommendations() throws Exception {
        return DownstreamServer.start("recommendations", (method, path) -> {
            String sku = after("/recommendations/", path);
            List<String> others = STOCK.keySet().stream()
                    .filter(other -> !other.equals(sku))
                    .sorted()
                    .toList();
            return sku.isEmpty() ? null : Map.of("skus", others);
        });
    }

    /** Knows whom not to sell to, which is Mallory: {@code GET /fraud/carts/{cart}}. */
    public static DownstreamServer startFraudCheck() throws Exception {
        return DownstreamServer.start("fraud_check", (method, path) -> {
            String cart = after("/fraud/carts/", path);
            return cart.isEmpty() ? null : Map.of("suspicious", cart.startsWith(SUSPICIOUS));
        });
    }

    /** Takes the money, once for each order: {@code PUT /payments/{order}}. */
    public static DownstreamServer startPayments() throws Exception {
        Set<String> paid = ConcurrentHashMap.newKeySet();
        return DownstreamServer.start("payments", (method, path) -> {
            String order = after("/payments/", path);
            if (order.isEmpty() || !method.equals("PUT")) {
                return null;
            }
            return Map.of("order", order, "taken_now", paid.add(order));
        });
    }

    private static String after(String prefix, String path) {
        return path.startsWith(prefix) ? path.substring(prefix.length()) : "";
    }
}
