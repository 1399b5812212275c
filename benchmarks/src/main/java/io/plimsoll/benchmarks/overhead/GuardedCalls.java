package io.plimsoll.benchmarks.overhead;

import ch.qos.logback.classic.LoggerContext;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.health.jdbc.DatabaseProbe;
import io.plimsoll.health.micrometer.HealthMetrics;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.jdk.JdkOpsServer;
import io.plimsoll.http.probe.HttpProbe;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import io.plimsoll.resilience.health.GuardProbe;
import io.plimsoll.resilience.logstorm.LogStormSettings;
import io.plimsoll.resilience.logstorm.logback.LogStormFilter;
import io.plimsoll.resilience.micrometer.GuardMetrics;
import io.plimsoll.resilience.micrometer.LogStormMetrics;
import java.net.URI;
import org.slf4j.LoggerFactory;

/**
 * All that the example has around its calls: guards, health of both dependencies by itself, a port to ask, meters, and a filter of
 * log storms.
 */
final class GuardedCalls implements Calls {

    private final Guard inventory = Guard.of("inventory", Preset.read().withDeadline(Storefront.LIMIT));
    private final Guard database =
            Guard.of("database", Preset.write().withDeadline(Storefront.LIMIT).withConcurrency(2 * Storefront.POOL));
    private final HealthMonitor health;
    private final JdkOpsServer ops;

    GuardedCalls(HikariDataSource pool, URI inventoryUri, MeterRegistry meters) {
        health = HealthMonitor.builder("storefront", "v1")
                .required("database", GuardProbe.of(database).beside(DatabaseProbe.of(pool)))
                .optional("inventory", GuardProbe.of(inventory).beside(HttpProbe.get(inventoryUri)))
                .start();
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        LogStormMetrics.bind(LogStormFilter.install(context, LogStormSettings.defaults())::counts, meters);
        HealthMetrics.bind(health, meters);
        GuardMetrics.bind(inventory, meters);
        GuardMetrics.bind(database, meters);
        ops = JdkOpsServer.start(OpsRouter.builder(health).build(), 0);
    }

    @Override
    public <T> T inventory(Work<T> work) throws Exception {
        return inventory.call(attempt -> work.within(attempt.remaining()));
    }

    @Override
    public <T> T database(Work<T> work) throws Exception {
        return database.call(attempt -> work.within(attempt.remaining()));
    }

    @Override
    public int opsPort() {
        return ops.port();
    }

    @Override
    public void close() {
        ops.close();
        health.close();
        inventory.close();
        database.close();
    }
}
