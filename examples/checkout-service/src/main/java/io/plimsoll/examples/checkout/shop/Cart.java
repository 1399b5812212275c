package io.plimsoll.examples.checkout.shop;

import java.util.List;
import java.util.regex.Pattern;

/** What someone wants to buy. */
public record Cart(List<Item> items) {

    static final String EXAMPLE = "{\"items\":[{\"sku\":\"sku-9921\",\"quantity\":2}]}";

    private static final int MOST_ITEMS = 100;

    public Cart {
        if (items.isEmpty() || items.size() > MOST_ITEMS) {
            throw new IllegalArgumentException("A cart has 1 to " + MOST_ITEMS + " items, not " + items.size());
        }
        items = List.copyOf(items);
    }

    /**
     * Some of one thing.
     *
     * @param sku names the thing: letters, digits and hyphens
     * @param quantity how many
     */
    public record Item(String sku, int quantity) {

        private static final Pattern SKU = Pattern.compile("[A-Za-z0-9-]{1,40}");
        private static final int MOST = 1_000;

        static final String SKU_RULE = "A sku is 1 to 40 letters, digits and hyphens";

        public Item {
            if (!isSku(sku)) {
                throw new IllegalArgumentException(SKU_RULE);
            }
            if (quantity < 1 || quantity > MOST) {
                throw new IllegalArgumentException("A quantity is 1 to " + MOST + ", not " + quantity);
            }
        }

        static boolean isSku(String text) {
            return SKU.matcher(text).matches();
        }
    }
}
