package io.plimsoll.health.jdbc.hikari;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

class PostgresUrlTest {

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db/orders",
        "jdbc:postgresql://db/orders?ApplicationName=checkout&socketTimeout=600&connectTimeout=60&loginTimeout=30",
        "jdbc:postgresql:orders?ssl=true"
    })
    void namesAndLimitsTheConnectionWhateverTheUrlSays(String url) {
        var properties = new Properties();
        PGProperty.SOCKET_TIMEOUT.set(properties, "300");
        PGProperty.APPLICATION_NAME.set(properties, "orders");

        Properties parsed =
                Driver.parseURL(PostgresUrl.limited(url, "plimsoll-sentinel", Duration.ofMillis(1_200)), properties);

        assertThat(PGProperty.APPLICATION_NAME.getOrDefault(parsed)).isEqualTo("plimsoll-sentinel");
        assertThat(PGProperty.CONNECT_TIMEOUT.getOrDefault(parsed)).isEqualTo("2");
        assertThat(PGProperty.SOCKET_TIMEOUT.getOrDefault(parsed)).isEqualTo("2");
        assertThat(PGProperty.LOGIN_TIMEOUT.getOrDefault(parsed)).isEqualTo("0");
        assertThat(PGProperty.PG_DBNAME.getOrDefault(parsed)).isEqualTo("orders");
    }

    @Test
    void neverLimitsToZeroWhichWouldBeForEver() {
        assertThat(PostgresUrl.seconds(Duration.ofNanos(1))).isEqualTo(1);
        assertThat(PostgresUrl.seconds(Duration.ofSeconds(1))).isEqualTo(1);
        assertThat(PostgresUrl.seconds(Duration.ofMillis(1_001))).isEqualTo(2);
    }

    @Test
    void acceptsOnlyUrlsOfTheDriverItself() {
        assertThat(PostgresUrl.accepts("jdbc:postgresql://db/orders")).isTrue();
        assertThat(PostgresUrl.accepts("jdbc:aws-wrapper:postgresql://db/orders"))
                .isFalse();
    }
}
