package io.plimsoll.health.jdbc.hikari;

import java.time.Duration;

/**
 * A PostgreSQL URL with a name and limits for a connection of ours.
 *
 * <p>They are appended to the URL, where the last value of a name wins, also over the driver's properties. The driver's limits
 * are in whole seconds. Its login timeout is switched off: it would wait for the connection on a thread that HikariCP's global
 * setting makes outlive its caller.
 */
final class PostgresUrl {

    private static final String PREFIX = "jdbc:postgresql:";

    private PostgresUrl() {}

    static boolean accepts(String url) {
        return url.startsWith(PREFIX);
    }

    static String limited(String url, String application, Duration limit) {
        long seconds = seconds(limit);
        return url + (url.indexOf('?') < 0 ? '?' : '&') + "ApplicationName=" + application + "&connectTimeout="
                + seconds + "&socketTimeout=" + seconds + "&loginTimeout=0";
    }

    static long seconds(Duration limit) {
        return Math.max(1, limit.plusNanos(999_999_999).toSeconds());
    }
}
