package io.plimsoll.examples.checkout.servers;

import io.plimsoll.examples.checkout.gameday.Breakable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL of our own, listening on loopback, with an empty database that is gone when it closes. */
public final class PostgresServer implements Breakable, AutoCloseable {

    private static final String USER = "checkout";
    private static final String DATABASE = "checkout";
    private static final Duration START = Duration.ofSeconds(5);
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final int PASSWORD_BYTES = 16;

    private final TemporaryDirectory home;
    private final Path directory;
    private final PostgresPrograms programs;
    private final List<String> prefix;
    private final String password = randomPassword();
    private final int port = FreePort.find();

    private ServerProcess process; // guarded by this
    private State state = State.RUNNING; // guarded by this

    private PostgresServer(TemporaryDirectory home) throws IOException {
        this.home = home;
        this.directory = home.path();
        this.programs = PostgresPrograms.unpackTo(directory.resolve("programs"));
        this.prefix = initialise();
        this.process = launch();
    }

    /** Unpacks and starts it, and creates the tables. */
    public static PostgresServer start() throws IOException, SQLException {
        TemporaryDirectory home = TemporaryDirectory.create("postgres");
        PostgresServer server;
        try {
            server = new PostgresServer(home);
        } catch (IOException | RuntimeException failed) {
            home.delete();
            throw failed;
        }
        try {
            server.createDatabase();
        } catch (IOException | SQLException | RuntimeException failed) {
            server.close();
            throw failed;
        }
        return server;
    }

    public String jdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    public String user() {
        return USER;
    }

    public String password() {
        return password;
    }

    @Override
    public synchronized void freeze() {
        if (process.isAlive()) {
            process.freeze();
            state = State.FROZEN;
        }
    }

    @Override
    public synchronized void kill() {
        process.kill();
        state = State.KILLED;
    }

    @Override
    public synchronized void heal() {
        if (process.isAlive()) {
            process.wake();
        } else {
            process.kill();
            try {
                process = launch();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        state = State.RUNNING;
    }

    @Override
    public synchronized State state() {
        return process.isAlive() ? state : State.KILLED;
    }

    /** Ends it within some two seconds, in whatever state it is. */
    @Override
    public synchronized void close() {
        process.stop("INT", GOODBYE);
        state = State.KILLED;
        home.delete();
    }

    private List<String> initialise() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Path passwordFile = directory.resolve("password");
        Files.writeString(passwordFile, password, StandardCharsets.UTF_8);
        List<String> user = PostgresUser.prefixFor(directory);
        Path log = directory.resolve("initdb.log");
        ServerProcess initdb = ServerProcess.start(
                command(
                        user,
                        "initdb",
                        "--pgdata=" + data,
                        "--username=" + USER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync"),
                directory,
                log);
        try {
            if (initdb.waitFor() != 0) {
                throw new IOException("PostgreSQL cannot create its data directory: " + initdb.lastWords());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while PostgreSQL created its data directory", interrupted);
        } finally {
            initdb.kill();
            Files.delete(passwordFile);
        }
        return user;
    }

    private ServerProcess launch() throws IOException {
        ServerProcess launched = ServerProcess.start(
                command(
                        prefix,
                        "postgres",
                        "-D",
                        directory.resolve("data").toString(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "max_connections=150",
                        "-c",
                        "fsync=off"),
                directory,
                directory.resolve("postgres.log"));
        try {
            awaitAnswer(launched);
        } catch (IOException | RuntimeException failed) {
            launched.kill();
            throw failed;
        }
        return launched;
    }

    private void awaitAnswer(ServerProcess launched) throws IOException {
        long begun = System.nanoTime();
        while (launched.isAlive() && System.nanoTime() - begun < START.toNanos()) {
            try (Connection connection = connect("postgres")) {
                if (connection.isValid(1)) {
                    return;
                }
            } catch (SQLException notYet) {
                pause();
            }
        }
        throw new IOException("PostgreSQL does not start: " + launched.lastWords());
    }

    private void createDatabase() throws IOException, SQLException {
        try (Connection connection = connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + DATABASE);
        }
        try (Connection connection = connect(DATABASE);
                var statement = connection.createStatement();
                var schema = PostgresServer.class.getResourceAsStream("/schema.sql")) {
            statement.execute(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private Connection connect(String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "1");
        properties.setProperty("socketTimeout", "5");
        return DriverManager.getConnection(jdbcUrl(database), properties);
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private List<String> command(List<String> user, String program, String... arguments) {
        var command = new ArrayList<>(user);
        command.add(programs.path(program));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while PostgreSQL started", interrupted);
        }
    }

    private static String randomPassword() {
        var bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
