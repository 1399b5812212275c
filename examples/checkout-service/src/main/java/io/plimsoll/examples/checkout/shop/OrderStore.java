package io.plimsoll.examples.checkout.shop;

import io.plimsoll.examples.checkout.shop.GuardedDatabase.Transaction;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Orders and their lines in PostgreSQL. */
public final class OrderStore {

    private final GuardedDatabase reads;
    private final GuardedDatabase writes;

    public OrderStore(GuardedDatabase reads, GuardedDatabase writes) {
        this.reads = reads;
        this.writes = writes;
    }

    /**
     * Writes all of the order or nothing of it; committed when this returns.
     *
     * @param idempotencyKey of which there is one order, whoever asks for it how often and however many at once; {@code null}
     *     for another one each time
     * @return empty if the cart holds something else by now
     */
    Optional<Order> place(String cartId, Cart cart, String status, @Nullable String idempotencyKey) {
        return writes.inTransaction("placing an order", transaction -> {
            OptionalLong id = insertOrder(transaction, cartId, status, idempotencyKey);
            if (id.isEmpty()) {
                return Optional.of(findByKey(transaction, String.valueOf(idempotencyKey)));
            }
            insertLines(transaction, id.getAsLong(), cart);
            if (!CartStore.ordered(transaction, cartId, cart)) {
                transaction.rollBack();
                return Optional.empty();
            }
            return Optional.of(new Order(id.getAsLong(), cartId, status, cart.items()));
        });
    }

    Optional<Order> find(long id) {
        String query = "SELECT o.cart, o.status, l.sku, l.quantity FROM orders o"
                + " JOIN order_lines l ON l.order_id = o.id WHERE o.id = ? ORDER BY l.line";
        return reads.inTransaction("finding an order", transaction -> {
            try (PreparedStatement statement = transaction.prepare(query)) {
                statement.setLong(1, id);
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? Optional.of(readOrder(id, rows)) : Optional.empty();
                }
            }
        });
    }

    /** What is not paid yet, the oldest first. */
    List<Long> pending(int most) {
        return reads.inTransaction("finding pending orders", transaction -> {
            try (PreparedStatement statement = transaction.prepare(
                    "SELECT id FROM orders WHERE status = 'pending' ORDER BY placed_at LIMIT " + most)) {
                try (ResultSet rows = statement.executeQuery()) {
                    var ids = new ArrayList<Long>();
                    while (rows.next()) {
                        ids.add(rows.getLong(1));
                    }
                    return ids;
                }
            }
        });
    }

    /** It is paid. */
    void confirm(long id) {
        writes.inTransaction("confirming an order", transaction -> {
            try (PreparedStatement statement =
                    transaction.prepare("UPDATE orders SET status = 'confirmed' WHERE id = ? AND status = 'pending'")) {
                statement.setLong(1, id);
                return statement.executeUpdate();
            }
        });
    }

    /** Of which the first row is the present one. */
    private static Order readOrder(long id, ResultSet rows) throws SQLException {
        String cart = rows.getString("cart");
        String status = rows.getString("status");
        var lines = new ArrayList<Cart.Item>();
        do {
            lines.add(new Cart.Item(rows.getString("sku"), rows.getInt("quantity")));
        } while (rows.next());
        return new Order(id, cart, status, lines);
    }

    /** Waits for whoever inserts the same key at this moment; empty if that one has committed. */
    private static OptionalLong insertOrder(
            Transaction transaction, String cartId, String status, @Nullable String idempotencyKey)
            throws SQLException {
        try (PreparedStatement statement =
                transaction.prepare("INSERT INTO orders (cart, status, idempotency_key) VALUES (?, ?, ?)"
                        + " ON CONFLICT (idempotency_key) DO NOTHING RETURNING id")) {
            statement.setString(1, cartId);
            statement.setString(2, status);
            statement.setString(3, idempotencyKey);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private static Order findByKey(Transaction transaction, String idempotencyKey) throws SQLException {
        String query = "SELECT o.id, o.cart, o.status, l.sku, l.quantity FROM orders o"
                + " JOIN order_lines l ON l.order_id = o.id WHERE o.idempotency_key = ? ORDER BY l.line";
        try (PreparedStatement statement = transaction.prepare(query)) {
            statement.setString(1, idempotencyKey);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("an order that was there is gone");
                }
                return readOrder(rows.getLong("id"), rows);
            }
        }
    }

    private static void insertLines(Transaction transaction, long orderId, Cart cart) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepare("INSERT INTO order_lines (order_id, line, sku, quantity) VALUES (?, ?, ?, ?)")) {
            int line = 0;
            for (Cart.Item item : cart.items()) {
                statement.setLong(1, orderId);
                statement.setInt(2, ++line);
                statement.setString(3, item.sku());
                statement.setInt(4, item.quantity());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
