package io.plimsoll.examples.checkout.shop;

import java.util.Optional;

/**
 * Carts in PostgreSQL, looked up in a cache in Redis first.
 *
 * <p>What changes a cart forgets it in the cache <em>after</em> its commit. Before it, whoever looks in between would put the
 * old cart back, to stay there; and if there is no commit after all, nothing has changed.
 */
public final class Carts {

    private final CartStore store;
    private final CartCache cache;

    public Carts(CartStore store, CartCache cache) {
        this.store = store;
        this.cache = cache;
    }

    Optional<StoredCart> find(String id) {
        Optional<StoredCart> cached = cache.find(id);
        if (cached.isPresent()) {
            return cached;
        }
        Optional<StoredCart> stored = store.find(id);
        stored.ifPresent(cache::remember);
        return stored;
    }

    /** If only the cache fails, this does too: the cart is stored, and whoever puts it again repairs the cache. */
    StoredCart put(String id, Cart cart) {
        StoredCart stored = store.put(id, cart);
        cache.forget(id);
        return stored;
    }

    /** To be called after the commit of what has changed it. */
    void forget(String id) {
        cache.forget(id);
    }
}
