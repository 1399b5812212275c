package io.plimsoll.examples.checkout.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Orders and their lines in PostgreSQL. */
public final class OrderStore {

    private static final String CONFIRMED = "confirmed";

    private final DataSource pool;

    public OrderStore(DataSource pool) {
        this.pool = pool;
    }

    /**
     * Writes all of the order or nothing of it.
     *
     * @param idempotencyKey of which there is one order, whoever asks for it how often and however many at once; {@code null}
     *     for another one each time
     */
    Order place(String cartId, Cart cart, @Nullable String idempotencyKey) {
        try (Connection connection = pool.getConnection()) {
            // A connection that comes back to the pool with something uncommitted is rolled back there.
            connection.setAutoCommit(false);
            OptionalLong id = insertOrder(connection, cartId, idempotencyKey);
            if (id.isEmpty()) {
                return findByKey(connection, String.valueOf(idempotencyKey));
            }
            insertLines(connection, id.getAsLong(), cart);
            connection.commit();
            return new Order(id.getAsLong(), cartId, CONFIRMED, cart.items());
        } catch (SQLException failed) {
            throw new UnavailableException("database", failed);
        }
    }

    Optional<Order> find(long id) {
        String query = "SELECT o.cart, o.status, l.sku, l.quantity FROM orders o"
                + " JOIN order_lines l ON l.order_id = o.id WHERE o.id = ? ORDER BY l.line";
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setLong(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(readOrder(id, rows)) : Optional.empty();
            }
        } catch (SQLException failed) {
            throw new UnavailableException("database", failed);
        }
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
    private static OptionalLong insertOrder(Connection connection, String cartId, @Nullable String idempotencyKey)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO orders (cart, status, idempotency_key) VALUES (?, ?, ?)"
                        + " ON CONFLICT (idempotency_key) DO NOTHING RETURNING id")) {
            statement.setString(1, cartId);
            statement.setString(2, CONFIRMED);
            statement.setString(3, idempotencyKey);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private static Order findByKey(Connection connection, String idempotencyKey) throws SQLException {
        String query = "SELECT o.id, o.cart, o.status, l.sku, l.quantity FROM orders o"
                + " JOIN order_lines l ON l.order_id = o.id WHERE o.idempotency_key = ? ORDER BY l.line";
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, idempotencyKey);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("an order that was there is gone");
                }
                return readOrder(rows.getLong("id"), rows);
            }
        }
    }

    private static void insertLines(Connection connection, long orderId, Cart cart) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO order_lines (order_id, line, sku, quantity) VALUES (?, ?, ?, ?)")) {
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
