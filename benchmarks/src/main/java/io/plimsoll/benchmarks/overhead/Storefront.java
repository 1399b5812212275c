package io.plimsoll.benchmarks.overhead;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.resilience.CallRefusedException;
import io.plimsoll.resilience.servlet.GuardFilter;
import io.plimsoll.resilience.servlet.ShedFilter;
import io.plimsoll.resilience.shed.Criticality;
import io.plimsoll.resilience.shed.LoadShedder;
import io.plimsoll.resilience.shed.adaptive.AdaptiveLimit;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkout of the example, no more than what costs something: asks inventory, then writes an order in a transaction. The
 * same code with Plimsoll and without; who is called decides by {@link Calls}.
 *
 * <p>A process: its arguments are {@code bare}, {@code plimsoll} or {@code shedding}, which is the same with a load shedder, the JDBC URL
 * and inventory's URL. It prints its port, and
 * with Plimsoll a second one, of health; and ends with its standard input.
 */
final class Storefront extends HttpServlet {

    /** Criticality is the first part of the path: the work is the same. */
    static final String PATH = "/critical/checkout";

    /** With a queue of 50, which is the default, those who connect together try again after a second, and again. */
    private static final int MOST_CONNECTIONS = 1_000;

    static final int POOL = 10;
    static final Duration LIMIT = Duration.ofSeconds(1);

    private static final byte[] PAGE = new byte[64 * 1024];

    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(Storefront.class);

    private final transient HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final transient MeterRegistry meters;
    private final transient HikariDataSource pool;
    private final transient URI inventory;
    private final transient Calls calls;

    private Storefront(MeterRegistry meters, HikariDataSource pool, URI inventory, Calls calls) {
        this.meters = meters;
        this.pool = pool;
        this.inventory = inventory;
        this.calls = calls;
    }

    public static void main(String[] args) throws Exception {
        URI inventory = URI.create(args[2]);
        MeterRegistry meters = new SimpleMeterRegistry();
        HikariDataSource pool = pool(args[1]);
        try (Calls calls = args[0].equals("bare") ? new BareCalls() : new GuardedCalls(pool, inventory, meters)) {
            var server = new Server();
            var connector = new ServerConnector(server);
            connector.setHost("127.0.0.1");
            connector.setAcceptQueueSize(MOST_CONNECTIONS);
            server.addConnector(connector);
            var context = new ServletContextHandler("/");
            if (args[0].equals("shedding")) {
                var shedder = LoadShedder.of(AdaptiveLimit.ofDefaults());
                addFilter(context, new ShedFilter(shedder, Storefront::criticality));
            }
            if (!args[0].equals("bare")) {
                addFilter(context, new GuardFilter());
            }
            context.addServlet(new ServletHolder(new Storefront(meters, pool, inventory, calls)), "/*");
            server.setHandler(context);
            server.start();
            System.out.println(connector.getLocalPort() + " " + calls.opsPort());
            while (System.in.read() >= 0) {
                // Until whoever started us has no more to say.
            }
        }
        System.exit(0);
    }

    private static void addFilter(ServletContextHandler context, Filter filter) {
        context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
    }

    private static Criticality criticality(HttpServletRequest request) {
        return Criticality.valueOf(request.getRequestURI().split("/")[1].toUpperCase(Locale.ROOT));
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long begun = System.nanoTime();
        int status = 200;
        String answer;
        try {
            String stock = calls.inventory(this::stock);
            long order = calls.database(this::order);
            answer = "{\"order\":" + order + ",\"stock\":" + stock + ",\"etag\":" + rendered(request) + "}";
        } catch (CallRefusedException refused) {
            throw refused; // the filter has the answer to it
        } catch (Exception failed) {
            log.error("Checkout of cart {} failed", request.getParameter("cart"), failed);
            status = 503;
            answer = "{\"error\":\"try again\"}";
        }
        meters.timer("checkout", "status", String.valueOf(status))
                .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Work for the processor, some 0.05 ms a page where it has instructions for SHA-256. */
    private static int rendered(HttpServletRequest request) throws GeneralSecurityException {
        String pages = request.getParameter("pages");
        var digest = MessageDigest.getInstance("SHA-256");
        for (int page = 0; pages != null && page < Integer.parseInt(pages); page++) {
            digest.update(PAGE);
        }
        return digest.digest()[0];
    }

    private String stock(Duration limit) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(inventory).timeout(limit).build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    private long order(Duration limit) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            connection.setNetworkTimeout(Runnable::run, (int) Math.max(1, limit.toMillis()));
            long order;
            try (var insert = connection.prepareStatement("INSERT INTO orders (cart) VALUES (?) RETURNING id")) {
                insert.setString(1, "c-1");
                try (ResultSet row = insert.executeQuery()) {
                    row.next();
                    order = row.getLong(1);
                }
            }
            connection.commit();
            return order;
        }
    }

    private static HikariDataSource pool(String jdbcUrl) {
        var config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(POOL);
        config.setConnectionTimeout(LIMIT.toMillis());
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
