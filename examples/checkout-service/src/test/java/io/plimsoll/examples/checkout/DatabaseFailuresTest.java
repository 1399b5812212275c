package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.checkout.shop.DatabaseFailures;
import io.plimsoll.health.Code;
import io.plimsoll.resilience.Failure;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseFailuresTest {

    @ParameterizedTest
    @CsvSource({
        "57014, TIMEOUT, true",
        "08006, REFUSED, true",
        "57P01, BAD_RESPONSE, true",
        "28P01, AUTH, false",
        ", BAD_RESPONSE, true"
    })
    void blamesTheDatabase(String state, Code code, boolean retry) {
        Failure failure = DatabaseFailures.of(new SQLException("failed", state));

        assertThat(failure.fault()).isEqualTo(Failure.Fault.DEPENDENCY);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.retry()).isEqualTo(retry);
    }

    @Test
    void tellsSilenceFromRefusal() {
        var silent = new SQLException("no answer", "08006", new SocketTimeoutException());
        var noneFree = new SQLTransientConnectionException("none is free");

        assertThat(DatabaseFailures.of(silent).code()).isEqualTo(Code.TIMEOUT);
        assertThat(DatabaseFailures.of(noneFree).code()).isEqualTo(Code.TIMEOUT);
    }

    @Test
    void blamesItNeitherForARequestNorForUs() {
        assertThat(DatabaseFailures.of(new SQLException("a duplicate", "23505")).fault())
                .isEqualTo(Failure.Fault.REQUEST);
        assertThat(DatabaseFailures.of(new IllegalStateException()).fault()).isEqualTo(Failure.Fault.CALLER);
    }
}
