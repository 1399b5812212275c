package io.plimsoll.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UsualFailuresTest {

    private static final class DriverTimeoutException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    static Stream<Arguments> meanings() {
        return Stream.of(
                Arguments.of(
                        new AnswerException(429, Duration.ofSeconds(3)),
                        Failure.passing(Code.RATE_LIMITED).after(Duration.ofSeconds(3))),
                Arguments.of(new AnswerException(503, null), Failure.passing(Code.BAD_RESPONSE)),
                Arguments.of(new AnswerException(502, null), Failure.passing(Code.BAD_RESPONSE)),
                Arguments.of(new AnswerException(504, null), Failure.passing(Code.TIMEOUT)),
                Arguments.of(new AnswerException(500, null), Failure.lasting(Code.BAD_RESPONSE)),
                Arguments.of(new AnswerException(501, null), Failure.lasting(Code.BAD_RESPONSE)),
                Arguments.of(new AnswerException(401, null), Failure.lasting(Code.AUTH)),
                Arguments.of(new AnswerException(404, null), Failure.ofRequest()),
                Arguments.of(new AnswerException(409, null), Failure.ofRequest()),
                Arguments.of(new TimeoutException(), Failure.passing(Code.TIMEOUT)),
                Arguments.of(new SocketTimeoutException(), Failure.passing(Code.TIMEOUT)),
                Arguments.of(new HttpTimeoutException("late"), Failure.passing(Code.TIMEOUT)),
                Arguments.of(new DriverTimeoutException(), Failure.passing(Code.TIMEOUT)),
                Arguments.of(new UncheckedIOException(new SocketTimeoutException()), Failure.passing(Code.TIMEOUT)),
                Arguments.of(new UnknownHostException("x"), Failure.passing(Code.DNS)),
                Arguments.of(new IOException(new UnresolvedAddressException()), Failure.passing(Code.DNS)),
                Arguments.of(new SSLHandshakeException("expired"), Failure.lasting(Code.TLS)),
                Arguments.of(new ConnectException("refused"), Failure.passing(Code.REFUSED)),
                Arguments.of(new EOFException(), Failure.passing(Code.REFUSED)),
                Arguments.of(new RuntimeException("of some driver"), Failure.passing(Code.BAD_RESPONSE)),
                Arguments.of(new NullPointerException(), Failure.ofCaller()),
                Arguments.of(new IllegalArgumentException(), Failure.ofCaller()),
                Arguments.of(new CancellationException(), Failure.ofCaller()),
                Arguments.of(new InterruptedException(), Failure.ofCaller()),
                Arguments.of(new OutOfMemoryError(), Failure.ofCaller()));
    }

    @ParameterizedTest
    @MethodSource("meanings")
    void knowWhatExceptionsMean(Throwable thrown, Failure meaning) {
        assertThat(UsualFailures.of(thrown)).isEqualTo(meaning);
    }

    @Test
    void lookIntoWhatFuturesWrap() {
        var inner = new IOException("reset");

        assertThat(UsualFailures.unwrap(new CompletionException(new ExecutionException(inner))))
                .isSameAs(inner);
        assertThat(UsualFailures.unwrap(inner)).isSameAs(inner);
    }

    @Test
    void areOnlyRetriedIfTheyAreTheDependencys() {
        assertThatThrownBy(() -> new Failure(Failure.Fault.CALLER, true, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "only a failure of the dependency is retried, but the fault is of the CALLER; another attempt"
                                + " would fail alike");
        assertThatThrownBy(() -> new Failure(Failure.Fault.DEPENDENCY, true, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a code belongs to a failure of the dependency: fault DEPENDENCY, code null");
    }
}
