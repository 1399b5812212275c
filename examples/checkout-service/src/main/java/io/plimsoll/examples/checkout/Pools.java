package io.plimsoll.examples.checkout;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.stream.Stream;

/**
 * One pool for each kind of work, of the size that the guard of that kind lets in: who is let in finds a connection, and a
 * report that takes long takes none from those who buy.
 */
record Pools(HikariDataSource read, HikariDataSource write, HikariDataSource analytics) implements AutoCloseable {

    static final int READ = 20;
    static final int WRITE = 10;
    static final int ANALYTICS = 5;

    static Pools of(Backends backends) {
        HikariConfig read = config("checkout-read", READ, backends);
        HikariConfig write = config("checkout-write", WRITE, backends);
        HikariConfig analytics = config("checkout-analytics", ANALYTICS, backends);
        read.setReadOnly(true);
        analytics.setReadOnly(true);
        return new Pools(new HikariDataSource(read), new HikariDataSource(write), new HikariDataSource(analytics));
    }

    /** Whether each has all the connections that it may have. */
    boolean isFull() {
        return Stream.of(read, write, analytics)
                .allMatch(pool -> pool.getHikariPoolMXBean().getTotalConnections() == pool.getMaximumPoolSize());
    }

    @Override
    public void close() {
        read.close();
        write.close();
        analytics.close();
    }

    private static HikariConfig config(String name, int size, Backends backends) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.addDataSourceProperty("ApplicationName", name);
        backends.addDatabaseTo(config);
        config.setMaximumPoolSize(size);
        // Half of a guard's deadline, so that whoever waited in vain can still be told.
        config.setConnectionTimeout(1_000);
        config.setValidationTimeout(500);
        config.addDataSourceProperty("connectTimeout", "2");
        config.addDataSourceProperty("socketTimeout", "5");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // Starts without the database, too: health then says so, and the service is there as soon as the database is.
        config.setInitializationFailTimeout(-1);
        return config;
    }
}
