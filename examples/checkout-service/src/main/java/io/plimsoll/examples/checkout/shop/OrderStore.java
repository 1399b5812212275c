package io.plimsoll.examples.checkout.shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Optional;
import javax.sql.DataSource;

/** Orders and their lines in PostgreSQL. */
public final class OrderStore {

    private static final String CONFIRMED = "confirmed";

    private final DataSource pool;

    public OrderStore(DataSource pool) {
        this.pool = pool;
    }

    /** Writes all of the order or nothing of it. */
    Order place(String cartId, Cart cart) {
        try (Connection connection = pool.getConnection()) {
            // A connection that comes back to the pool with something uncommitted is rolled back there.
            connection.setAutoCommit(false);
            long id = insertOrder(connection, cartId);
            insertLines(connection, id, cart);
            connection.commit();
            return new Order(id, cartId, CONFIRMED, cart.items());
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
                return readOrder(id, rows);
            }
        } catch (SQLException failed) {
            throw new UnavailableException("database", failed);
        }
    }

    private static Optional<Order> readOrder(long id, ResultSet rows) throws SQLException {
        if (!rows.next()) {
            return Optional.empty();
        }
        String cart = rows.getString("cart");
        String status = rows.getString("status");
        var lines = new ArrayList<Cart.Item>();
        do {
            lines.add(new Cart.Item(rows.getString("sku"), rows.getInt("quantity")));
        } while (rows.next());
        return Optional.of(new Order(id, cart, status, lines));
    }

    private static long insertOrder(Connection connection, String cartId) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO orders (cart, status) VALUES (?, ?) RETURNING id")) {
            statement.setString(1, cartId);
            statement.setString(2, CONFIRMED);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
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
