package io.plimsoll.health.jdbc;

import static java.util.stream.Collectors.joining;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.jdbc.postgres.PostgresDiagnosis;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL that can be frozen, killed and started again, and that logs every statement it gets. */
final class PostgresServer implements AutoCloseable {

    static final String SENTINEL = "plimsoll-sentinel";

    /** Gives the server as long as it may have, for a machine that is busy with something else. */
    static final PostgresDiagnosis PATIENT =
            PostgresDiagnosis.builder().statementTimeout(Duration.ofSeconds(2)).build();

    private final Path data;
    private final Map<String, String> settings;
    private final @Nullable PgBinaryResolver binaries;
    private EmbeddedPostgres server;

    private PostgresServer(Path data, Map<String, String> settings, @Nullable PgBinaryResolver binaries) {
        this.data = data;
        this.settings = settings;
        this.binaries = binaries;
        this.server = start(0);
        requirePasswords();
    }

    static PostgresServer start(Path directory) {
        return start(directory, null);
    }

    /** @param binaries of another version; {@code null} for the one that the build brings */
    static PostgresServer start(Path directory, @Nullable PgBinaryResolver binaries) {
        return new PostgresServer(directory.resolve("data"), settings(directory), binaries);
    }

    /** For more clients than the 30 that it has room for otherwise. */
    static PostgresServer startWithRoomFor(int connections, Path directory) {
        var settings = new HashMap<>(settings(directory));
        settings.put("max_connections", Integer.toString(connections));
        return new PostgresServer(directory.resolve("data"), settings, null);
    }

    /** With the table that incidents are about. */
    static PostgresServer startWithOrders(Path directory) {
        PostgresServer postgres = start(directory);
        postgres.execute("CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY, status text)");
        return postgres;
    }

    private static Map<String, String> settings(Path directory) {
        return Map.of(
                "log_statement", "all",
                "log_connections", "on",
                "logging_collector", "on",
                "log_directory", directory.resolve("log").toString(),
                "log_filename", "statements.log",
                "log_line_prefix", "%a:",
                "max_connections", "30",
                "password_encryption", "scram-sha-256",
                "max_prepared_transactions", "5");
    }

    int port() {
        return server.getPort();
    }

    String url() {
        return "jdbc:postgresql://localhost:" + port() + "/postgres";
    }

    /** A pool of this many connections, all of them open. */
    HikariDataSource pool(int size) {
        HikariConfig config = config("postgres", "postgres");
        config.setMaximumPoolSize(size);
        return new HikariDataSource(config);
    }

    HikariConfig config(String user, String password) {
        var config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setUsername(user);
        config.setPassword(password);
        config.setInitializationFailTimeout(-1);
        return config;
    }

    Connection connect() throws SQLException {
        return connect("postgres", "test");
    }

    /** Connects as a role whose password is its name. */
    Connection connect(String role, String application) throws SQLException {
        return DriverManager.getConnection(
                url() + "?loginTimeout=0&socketTimeout=30&ApplicationName=" + application, role, role);
    }

    void execute(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException broken) {
            throw new AssertionError(sql, broken);
        }
    }

    /** Values of the first column, as text. */
    List<@Nullable String> query(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            var values = new ArrayList<@Nullable String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException broken) {
            throw new AssertionError(sql, broken);
        }
    }

    int sentinels() {
        return query("select pid from pg_stat_activity where application_name = '" + SENTINEL + "'")
                .size();
    }

    void endSentinels() {
        query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = '" + SENTINEL + "'");
    }

    /** What the application with this name has sent so far, as the server saw it: a line for each statement. */
    List<String> statements(String application) {
        try (Stream<String> lines = Files.lines(data.resolveSibling("log").resolve("statements.log"))) {
            return lines.filter(line -> line.startsWith(application + ":"))
                    .filter(line -> line.contains("statement:") || line.contains("execute"))
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Starts a replica of it, from a copy that is made while it is stopped. */
    PostgresServer replica(Path directory) throws IOException {
        int port = server.getPort();
        server.close();
        Path copy = Files.createDirectories(directory).resolve("data");
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(data.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Files.createFile(copy.resolve("standby.signal"));
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres'\n",
                StandardOpenOption.APPEND);
        server = start(port);
        return new PostgresServer(copy, settings(directory), binaries);
    }

    /** Stops the postmaster and all that descends from it: the kernel still accepts connections, nobody answers. */
    void freeze() {
        signal("-STOP");
    }

    void thaw() {
        signal("-CONT");
    }

    /** Kills all of it, at once. */
    void kill() {
        signal("-KILL");
    }

    /** Starts it again, on the same port with the same data. */
    void restart() throws IOException {
        server.close();
        server = start(server.getPort());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private EmbeddedPostgres start(int port) {
        try {
            var builder = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(port);
            settings.forEach(builder::setServerConfig);
            if (binaries != null) {
                builder.setPgBinaryResolver(binaries);
            }
            return builder.start();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Trusts the superuser only, where the default is to trust everybody. */
    private void requirePasswords() {
        try {
            Files.writeString(data.resolve("pg_hba.conf"), """
                    host replication postgres 127.0.0.1/32 trust
                    host all postgres 127.0.0.1/32 trust
                    host all postgres ::1/128 trust
                    host all all 127.0.0.1/32 scram-sha-256
                    host all all ::1/128 scram-sha-256
                    """);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        execute("select pg_reload_conf()");
    }

    private void signal(String signal) {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
            ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
            String pids = Stream.concat(Stream.of(postmaster), postmaster.descendants())
                    .map(process -> Long.toString(process.pid()))
                    .collect(joining(" "));
            var command = new ArrayList<>(List.of("kill", signal));
            command.addAll(List.of(pids.split(" ")));
            new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted", interrupted);
        }
    }
}
