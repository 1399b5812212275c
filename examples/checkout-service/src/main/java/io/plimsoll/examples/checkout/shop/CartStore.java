package io.plimsoll.examples.checkout.shop;

import io.plimsoll.examples.checkout.web.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Carts in PostgreSQL: what is in there is what is sold. */
public final class CartStore {

    private final GuardedDatabase reads;
    private final GuardedDatabase writes;

    public CartStore(GuardedDatabase reads, GuardedDatabase writes) {
        this.reads = reads;
        this.writes = writes;
    }

    /** Stores it, whatever was there before; committed when this returns. */
    StoredCart put(String id, Cart cart) {
        return writes.inTransaction("storing a cart", transaction -> {
            try (PreparedStatement statement = transaction.prepare("INSERT INTO carts (id, items) VALUES (?, ?)"
                    + " ON CONFLICT (id) DO UPDATE SET items = EXCLUDED.items, orders = 0")) {
                statement.setString(1, id);
                statement.setString(2, itemsOf(cart));
                statement.executeUpdate();
            }
            return new StoredCart(id, cart.items(), 0);
        });
    }

    Optional<StoredCart> find(String id) {
        return reads.inTransaction("finding a cart", transaction -> {
            try (PreparedStatement statement = transaction.prepare("SELECT items, orders FROM carts WHERE id = ?")) {
                statement.setString(1, id);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                            ? Optional.of(
                                    new StoredCart(id, cartOf(row.getString(1)).items(), row.getInt(2)))
                            : Optional.empty();
                }
            }
        });
    }

    /** Counts an order of this cart within its transaction; {@code false} if it holds something else by now. */
    static boolean ordered(GuardedDatabase.Transaction transaction, String id, Cart cart) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepare("UPDATE carts SET orders = orders + 1 WHERE id = ? AND items = ?")) {
            statement.setString(1, id);
            statement.setString(2, itemsOf(cart));
            return statement.executeUpdate() == 1;
        }
    }

    private static String itemsOf(Cart cart) {
        return new String(Json.write(cart), StandardCharsets.UTF_8);
    }

    private static Cart cartOf(String items) throws SQLException {
        try {
            return Json.read(items.getBytes(StandardCharsets.UTF_8), Cart.class);
        } catch (IOException strange) {
            throw new SQLException("a cart that nobody can read", strange);
        }
    }
}
