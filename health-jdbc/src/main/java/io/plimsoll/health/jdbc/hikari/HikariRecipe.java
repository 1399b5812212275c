package io.plimsoll.health.jdbc.hikari;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariCredentialsProvider;
import com.zaxxer.hikari.util.Credentials;
import com.zaxxer.hikari.util.DriverDataSource;
import com.zaxxer.hikari.util.PropertyElf;
import com.zaxxer.hikari.util.UtilityElf;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes a connection beside a HikariCP pool, the way the pool makes its own: from the same URL and driver, data source class or
 * data source, with the credentials of this moment.
 *
 * <p>What differs: on PostgreSQL the connection has a name and limits of its own. It is always in
 * autocommit mode, and the pool's initial SQL, schema, catalog and isolation are left out, since each would be a statement and
 * nothing is run that needs them. It is read-only exactly if the pool's are, because drivers choose the server by that.
 *
 * <p>A data source that the application itself made is used as it is: its limits are the application's.
 */
public final class HikariRecipe {

    private static final String POSTGRES_CLASSES = "org.postgresql.ds.";

    private final HikariConfig config;

    /** @param config read at every connect, for it may not be complete before the pool starts, and credentials change */
    public HikariRecipe(HikariConfig config) {
        this.config = requireNonNull(config, "config");
    }

    /** Connects; name and limit reach the driver if that is PostgreSQL's. */
    public Connection connect(Duration limit, String application) throws SQLException {
        Credentials credentials = credentials();
        DataSource source = source(credentials, limit, application);
        String user = credentials.getUsername();
        Connection made = user == null ? source.getConnection() : source.getConnection(user, credentials.getPassword());
        if (made == null) {
            throw new SQLException(source.getClass().getName() + " returned no connection");
        }
        try {
            prepare(made);
        } catch (SQLException | RuntimeException broken) {
            closeAfter(broken, made);
            throw broken;
        }
        return made;
    }

    /** The statement to test connections with, if the driver's own way does not work. */
    public @Nullable String testQuery() {
        return config.getConnectionTestQuery();
    }

    /** Where connections lead, for those with access to details, nothing secret; {@code null} if it is not known yet. */
    public @Nullable String target() {
        if (config.getDataSource() != null) {
            return config.getDataSource().getClass().getName();
        }
        if (config.getDataSourceClassName() != null) {
            return config.getDataSourceClassName();
        }
        return config.getJdbcUrl() == null ? null : MaskedUrl.of(config.getJdbcUrl());
    }

    private Credentials credentials() {
        HikariCredentialsProvider provider = config.getCredentialsProvider();
        return provider == null ? config.getCredentials() : provider.getCredentials();
    }

    private DataSource source(Credentials credentials, Duration limit, String application) {
        if (config.getDataSource() != null) {
            return config.getDataSource();
        }
        Properties properties = PropertyElf.copyProperties(config.getDataSourceProperties());
        if (config.getDataSourceClassName() != null) {
            return sourceOfClass(config.getDataSourceClassName(), properties, limit, application);
        }
        if (config.getJdbcUrl() != null) {
            return new DriverDataSource(
                    urlFor(config.getJdbcUrl(), limit, application),
                    config.getDriverClassName(),
                    properties,
                    credentials.getUsername(),
                    credentials.getPassword());
        }
        throw new IllegalStateException(
                "the HikariDataSource has neither jdbcUrl, dataSourceClassName nor dataSource: a"
                        + " connection beside a pool that is configured by a JNDI name needs DatabaseProbe.builder(connector)");
    }

    private static String urlFor(String url, Duration limit, String application) {
        return PostgresUrl.accepts(url) ? PostgresUrl.limited(url, application, limit) : url;
    }

    private static DataSource sourceOfClass(String name, Properties properties, Duration limit, String application) {
        if (name.startsWith(POSTGRES_CLASSES)) {
            String seconds = Long.toString(PostgresUrl.seconds(limit));
            set(properties, "applicationName", application);
            set(properties, "connectTimeout", seconds);
            set(properties, "socketTimeout", seconds);
        }
        DataSource source = UtilityElf.createInstance(name, DataSource.class);
        PropertyElf.setTargetFromProperties(source, properties);
        return source;
    }

    private static void set(Properties properties, String name, String value) {
        properties.keySet().removeIf(key -> name.equalsIgnoreCase(key.toString()));
        properties.setProperty(name, value);
    }

    private void prepare(Connection made) throws SQLException {
        if (!made.getAutoCommit()) {
            made.setAutoCommit(true);
        }
        if (made.isReadOnly() != config.isReadOnly()) {
            made.setReadOnly(config.isReadOnly());
        }
    }

    private static void closeAfter(Exception broken, Connection made) {
        try {
            made.close();
        } catch (SQLException alsoBroken) {
            broken.addSuppressed(alsoBroken);
        }
    }
}
