package io.plimsoll.benchmarks.overhead;

import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** A real PostgreSQL that can be frozen, and an inventory in this process. */
final class Backends implements AutoCloseable {

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // or a kept connection answers after 40 ms on JDK 17
    }

    private final Path data;
    private final EmbeddedPostgres postgres;
    private final HttpServer inventory;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private Backends() throws IOException, SQLException {
        data = Files.createTempDirectory("storefront-postgres");
        postgres = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setServerConfig("max_connections", "50")
                .setServerConfig("synchronous_commit", "off") // the disk is not what is measured
                .start();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY, cart text)");
        }
        byte[] stock = "{\"available\":120}".getBytes(StandardCharsets.US_ASCII);
        inventory = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        inventory.setExecutor(threads);
        inventory.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, stock.length);
            exchange.getResponseBody().write(stock);
            exchange.close();
        });
        inventory.start();
    }

    static Backends start() throws IOException, SQLException {
        return new Backends();
    }

    String jdbcUrl() {
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    URI inventory() {
        return URI.create("http://127.0.0.1:" + inventory.getAddress().getPort() + "/");
    }

    void freeze() {
        signal("STOP");
    }

    void heal() {
        signal("CONT");
    }

    @Override
    public void close() throws IOException {
        heal();
        inventory.stop(0);
        threads.shutdownNow();
        postgres.close();
    }

    /** To the postmaster and all that descends from it, which we have started. */
    private void signal(String name) {
        try {
            String first = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
            ProcessHandle postmaster =
                    ProcessHandle.of(Long.parseLong(first.strip())).orElseThrow();
            var command = new ArrayList<>(List.of("kill", "-" + name));
            Stream.concat(Stream.of(postmaster), postmaster.descendants())
                    .map(each -> String.valueOf(each.pid()))
                    .forEach(command::add);
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("cannot send " + name + " to PostgreSQL", e);
        }
    }
}
