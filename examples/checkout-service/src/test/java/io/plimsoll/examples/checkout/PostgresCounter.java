package io.plimsoll.examples.checkout;

import io.plimsoll.examples.checkout.servers.PostgresServer;
import io.plimsoll.examples.drill.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Counts the statements that clients have a PostgreSQL execute, at the server and by the name that they give themselves: it logs
 * all of them, a driver's empty query included.
 */
final class PostgresCounter {

    private static final String MARK = "LOG:  duration: ";
    private static final Pattern PREPARATION = Pattern.compile("^\\S[^:]*LOG:  duration: [0-9.]+ ms  (parse|bind) ");
    private static final String DRIVER = "PostgreSQL JDBC Driver";

    private final Path log;

    private PostgresCounter(Path log) {
        this.log = log;
    }

    /** Counts from now on. */
    static PostgresCounter of(PostgresServer server) throws SQLException {
        try (var connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                var statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET log_min_duration_statement = 0");
            statement.execute("ALTER SYSTEM SET log_line_prefix = '%a '");
            statement.execute("SELECT pg_reload_conf()");
            try (var row = statement.executeQuery("SHOW data_directory")) {
                row.next();
                var counter = new PostgresCounter(Path.of(row.getString(1)).resolveSibling("postgres.log"));
                Eventually.within(
                        Duration.ofSeconds(5), "the server logs what it does", () -> isCounted(statement, counter));
                return counter;
            }
        }
    }

    long count(String application) {
        return counts().getOrDefault(application, 0L);
    }

    /** How many statements were executed for whom. */
    Map<String, Long> counts() {
        try (var lines = Files.lines(log)) {
            return lines.filter(line ->
                            line.contains(MARK) && !PREPARATION.matcher(line).find())
                    .collect(Collectors.groupingBy(
                            line -> line.substring(0, line.indexOf(MARK)).strip(),
                            TreeMap::new,
                            Collectors.counting()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean isCounted(Statement statement, PostgresCounter counter) {
        try {
            statement.execute("SELECT 1");
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return counter.count(DRIVER) > 0;
    }
}
