package io.plimsoll.health.redis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class RefusalTest {

    @Test
    void namesTheFirstCauseThatItKnows() {
        record Case(Throwable cause, Code code, String error) {}
        for (Case expected : List.of(
                new Case(
                        new UnknownHostException("redis-1.internal"),
                        Code.DNS,
                        "The host name of Redis does not resolve"),
                new Case(new ConnectException("redis-1.internal"), Code.REFUSED, "Redis refused the connection"),
                new Case(new NoRouteToHostException("redis-1.internal"), Code.REFUSED, "There is no route to Redis"),
                new Case(
                        new SSLHandshakeException("redis-1.internal"),
                        Code.TLS,
                        "No encrypted connection to Redis could be made"),
                new Case(new IOException("redis-1.internal"), Code.REFUSED, "Redis closed the connection"),
                new Case(new RedisException("redis-1.internal"), Code.REFUSED, "Redis closed the connection"))) {
            Finding finding =
                    requireNonNull(Refusal.of(new RedisConnectionException("redis-1.internal", expected.cause())));

            assertThat(finding.code()).as("%s", expected.cause()).isEqualTo(expected.code());
            assertThat(finding.error()).isEqualTo(expected.error());
            assertThat(finding.cause()).isNotNull();
        }
    }

    @Test
    void keepsNothingOfAReplyButItsFirstWord() {
        var quoting = new RedisCommandExecutionException("ERR unknown command 'AUTH', with args: 'secretword'");

        Finding finding = requireNonNull(Refusal.of(new RedisConnectionException("failed", quoting)));

        assertThat(finding.code()).isEqualTo(Code.BAD_RESPONSE);
        assertThat(finding.details()).containsEntry("answer", "ERR");
        assertThat(finding.cause()).isNull();
        assertThat(finding.toString()).doesNotContain("secretword");
    }

    @Test
    void leavesWhatIsNoWordOfTheServerToTheMonitor() {
        assertThat(Refusal.of(new IllegalStateException("a defect"))).isNull();
    }
}
