package io.plimsoll.health.jdbc;

import static io.plimsoll.health.Code.AUTH;
import static io.plimsoll.health.Code.BAD_RESPONSE;
import static io.plimsoll.health.Code.CONNECTION_LIMIT;
import static io.plimsoll.health.Code.DNS;
import static io.plimsoll.health.Code.PROBE_FAILED;
import static io.plimsoll.health.Code.REFUSED;
import static io.plimsoll.health.Code.TIMEOUT;
import static io.plimsoll.health.Code.TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {

    private static final String FOREIGN = "secret-host:5432 user=alice";

    @ParameterizedTest
    @CsvSource({
        "28P01, AUTH",
        "28000, AUTH",
        "42501, AUTH",
        "53300, CONNECTION_LIMIT",
        "57P01, REFUSED",
        "57P02, REFUSED",
        "57P03, REFUSED",
        "08000, REFUSED",
        "08001, REFUSED",
        "08006, REFUSED",
        "3D000, BAD_RESPONSE",
        "99999, BAD_RESPONSE"
    })
    void readsTheSqlState(String state, Code code) {
        Failure failure = Failure.of(new SQLException(FOREIGN, state));

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.sqlState()).isEqualTo(state);
    }

    static Stream<Arguments> causes() {
        return Stream.of(
                arguments(new SocketTimeoutException(FOREIGN), TIMEOUT),
                arguments(new UnknownHostException(FOREIGN), DNS),
                arguments(new ConnectException(FOREIGN), REFUSED),
                arguments(new NoRouteToHostException(FOREIGN), REFUSED),
                arguments(new SocketException(FOREIGN), REFUSED),
                arguments(new EOFException(FOREIGN), REFUSED),
                arguments(new SSLHandshakeException(FOREIGN), TLS),
                arguments(new SSLException(FOREIGN, new SocketException("reset")), REFUSED),
                arguments(new SSLException(FOREIGN, new SocketTimeoutException("read")), TIMEOUT),
                arguments(new IllegalArgumentException(FOREIGN), REFUSED));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void looksAtTheNetworkBeforeTheSqlState(Throwable cause, Code code) {
        Failure failure = Failure.of(new SQLException(FOREIGN, "08001", cause));

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.error()).doesNotContain("secret", "alice", "5432");
        assertThat(Finding.down(failure.code(), failure.error()).error()).isEqualTo(failure.error());
    }

    @Test
    void knowsTimeoutsOfTheDriver() {
        assertThat(Failure.of(new SQLTimeoutException(FOREIGN)).isTimeout()).isTrue();
    }

    @Test
    void callsWhatIsNoAnswerOfADatabaseABrokenProbe() {
        assertThat(Failure.of(new SQLException(FOREIGN)).code()).isEqualTo(PROBE_FAILED);
        assertThat(Failure.of(new IllegalStateException(FOREIGN, new SQLException("no suitable driver", "08001")))
                        .code())
                .isEqualTo(PROBE_FAILED);
    }

    @Test
    void standsAChainOfCausesThatIsARing() {
        var first = new SQLException(FOREIGN, "53300");
        var second = new RuntimeException(first);
        first.initCause(second);

        assertThat(Failure.of(first).code()).isEqualTo(CONNECTION_LIMIT);
        assertThat(Failure.of(new SQLException("x", "28000")).code()).isEqualTo(AUTH);
        assertThat(Failure.of(new SQLException("x", "XX000")).code()).isEqualTo(BAD_RESPONSE);
    }
}
