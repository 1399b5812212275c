package io.plimsoll.health.redis.wire;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            Finding finding = requireNonNull(
                    Refusal.of(new RedisConnectionException("redis-1.internal", expected.cause()), "PING"));

            assertThat(finding.code()).as("%s", expected.cause()).isEqualTo(expected.code());
            assertThat(finding.error()).isEqualTo(expected.error());
            assertThat(finding.cause()).isNotNull();
        }
    }

    @Test
    void keepsNothingOfAReplyButItsFirstWord() {
        var quoting = new RedisCommandExecutionException("ERR unknown command 'AUTH', with args: 'secretword'");

        Finding finding = requireNonNull(Refusal.of(new RedisConnectionException("failed", quoting), "PING"));

        assertThat(finding.code()).isEqualTo(Code.BAD_RESPONSE);
        assertThat(finding.details()).containsEntry("answer", "ERR");
        assertThat(finding.cause()).isNull();
        assertThat(finding.toString()).doesNotContain("secretword");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOPERM this user has no permissions to run the 'hset' command | AUTH | Redis denies the right to share buttons",
                "OOM command not allowed when used memory > 'maxmemory'. | OOM | Redis refuses writes: its memory is full",
                "READONLY You can't write against a read only replica. | READ_ONLY | Redis is a replica: it can be read and not written",
                "MISCONF Redis is configured to save RDB snapshots | READ_ONLY | Redis refuses writes that it could not keep",
                "NOREPLICAS Not enough good replicas to write. | READ_ONLY | Redis refuses writes that it could not keep",
                "MOVED 3999 127.0.0.1:6381 | BAD_RESPONSE | Redis is a cluster, and keeps this key elsewhere",
                "CLUSTERDOWN Hash slot not served | BAD_RESPONSE | Redis is a cluster, and keeps this key elsewhere"
            })
    void saysWhatARefusedWriteMeans(String reply, Code code, String error) {
        Finding finding = Refusal.answered(reply, "share buttons");

        assertThat(finding.code()).isEqualTo(code);
        assertThat(finding.error()).isEqualTo(error);
    }

    @Test
    void leavesWhatIsNoWordOfTheServerToTheMonitor() {
        assertThat(Refusal.of(new IllegalStateException("a defect"), "PING")).isNull();
    }
}
