package io.plimsoll.examples.checkout.shop;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.concurrent.atomic.LongAdder;

/** How often something was looked at since the start: what browsers tell while people shop, and nobody misses for an hour. */
final class Views {

    static final String EXAMPLE = "{\"sku\":\"sku-9921\"}";

    private static final int MOST = 1_000;

    private final LoadingCache<String, LongAdder> views =
            Caffeine.newBuilder().maximumSize(MOST).build(sku -> new LongAdder());

    Seen count(View view) {
        LongAdder seen = views.get(view.sku());
        seen.increment();
        return new Seen(view.sku(), seen.sum());
    }

    /** Somebody looks at it. */
    record View(String sku) {
        View {
            if (!Cart.Item.isSku(sku)) {
                throw new IllegalArgumentException(Cart.Item.SKU_RULE);
            }
        }
    }

    record Seen(String sku, long views) {}
}
