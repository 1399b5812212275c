package io.plimsoll.health.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.Reading.Flag;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ServerInfoTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration BEAT = Duration.ofSeconds(1);

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "used_memory:94 maxmemory:100 maxmemory_policy:noeviction, false, UP, none",
                "used_memory:95 maxmemory:100 maxmemory_policy:noeviction, false, DEGRADED, OOM",
                "used_memory:100 maxmemory:100 maxmemory_policy:noeviction, false, DOWN, OOM",
                "used_memory:100 maxmemory:100 maxmemory_policy:allkeys-lru, false, UP, none",
                "used_memory:100 maxmemory:0 maxmemory_policy:noeviction, false, UP, none",
                "role:slave master_link_status:up, false, DOWN, READ_ONLY",
                "role:slave master_link_status:up, true, UP, none",
                "role:slave master_link_status:down, true, DEGRADED, REFUSED",
                "role:master, true, UP, none",
                "connected_clients:94 maxclients:100, false, UP, none",
                "connected_clients:95 maxclients:100, false, DEGRADED, CONNECTION_LIMIT",
                "used_memory:x maxmemory:100 maxmemory_policy:noeviction, false, UP, none",
                "used_memory:99999999999999999999 maxmemory:1 maxmemory_policy:noeviction, false, UP, none",
                "'', false, UP, none"
            })
    void judges(String fields, boolean replicaMeant, Status status, @Nullable Code code) {
        Finding finding = ServerInfo.of(fields.replace(' ', '\n')).verdict(replicaMeant);

        assertThat(finding.status()).isEqualTo(status);
        assertThat(finding.code()).isEqualTo(code);
    }

    @Test
    void tellsTheLargestLagOfReplicasAndEvictionsSinceTheLastLook() {
        var before = ServerInfo.of("evicted_keys:7");
        var info = ServerInfo.of("""
                # Replication
                role:master
                connected_slaves:2
                evicted_keys:9
                slave0:ip=10.0.0.1,port=1,state=online,offset=1,lag=1
                slave1:ip=10.0.0.2,port=1,state=online,lag=12
                """.replace("\n", "\r\n"));

        assertThat(info.addTo(Finding.up(), before).readings())
                .containsEntry("replica_lag_seconds", new Count(12))
                .containsEntry("replicas", new Count(2))
                .containsEntry("evicted_keys", new Count(2));
        assertThat(info.addTo(Finding.up(), null).readings()).doesNotContainKey("evicted_keys");
        assertThat(before.addTo(Finding.up(), info).readings()).containsEntry("evicted_keys", new Count(7));
    }

    @Test
    void findsAServerWhoseMemoryIsFull() throws Exception {
        try (var redis = RealRedis.start("--maxmemory", "3mb", "--maxmemory-policy", "noeviction");
                var probe = new Probing(RedisProbe.of(redis.uri()).infoEvery(BEAT))) {
            assertThat(probe.check().status()).isEqualTo(Status.UP);
            redis.ask("EVAL \"for i=1,10000 do redis.call('SET',i,string.rep('x',1000)) end\" 0", "done");
            assertThat(redis.ask("SET one more", "done")).contains("OOM");

            Eventually.until("full", LONG, () -> probe.check().code() == Code.OOM);

            Finding finding = probe.check();
            assertThat(finding.status()).isEqualTo(Status.DOWN);
            assertThat(finding.error()).isEqualTo("Redis refuses writes: its memory is full");
            assertThat(finding.scope()).isEqualTo(Scope.SHARED);
            assertThat(finding.readings()).containsEntry("max_memory_bytes", new Count(3 << 20));
            assertThat(finding.details()).containsEntry("maxmemory_policy", "noeviction");
            assertThat(finding.latency()).isNotNull();
            redis.ask("FLUSHALL", "done");
            Eventually.until("empty", LONG, () -> probe.check().status() == Status.UP);
        }
    }

    @Test
    void findsADemotedPrimaryAndALostOne() throws Exception {
        try (var redis = RealRedis.start();
                var primary = RealRedis.start();
                var writing = new Probing(RedisProbe.of(redis.uri()).infoEvery(BEAT));
                var reading = new Probing(RedisProbe.of(redis.uri()).replica().infoEvery(BEAT))) {
            assertThat(writing.check().status()).isEqualTo(Status.UP);

            redis.ask("REPLICAOF 127.0.0.1 " + primary.port(), "done");
            Eventually.until("demoted", LONG, () -> writing.check().code() == Code.READ_ONLY);
            assertThat(writing.check().status()).isEqualTo(Status.DOWN);
            assertThat(writing.check().error()).isEqualTo("Redis is a replica: it can be read and not written");
            Eventually.until(
                    "linked",
                    LONG,
                    () -> new Flag(true).equals(reading.check().readings().get("replica_link_up")));
            assertThat(reading.check().status()).isEqualTo(Status.UP);

            primary.kill();
            Eventually.until("alone", LONG, () -> reading.check().status() == Status.DEGRADED);
            assertThat(reading.check().error()).isEqualTo("Redis has lost its primary: what it has gets older");
        }
    }

    @Test
    void takesARuleThatForbidsInfoForNoFailure() throws Exception {
        try (var redis = RealRedis.start()) {
            redis.ask("ACL SETUSER reader on >secretword +ping", "done");
            String uri = "redis://reader:secretword@127.0.0.1:" + redis.port();
            try (var probe = new Probing(RedisProbe.of(uri).infoEvery(BEAT))) {
                Finding finding = probe.check();

                assertThat(finding.status()).isEqualTo(Status.UP);
                assertThat(finding.details())
                        .containsEntry("info", "not told: the server does not allow INFO, or the connection broke");
            }
        }
    }

    @Test
    void asksNoMoreThanOnceABeat() throws Exception {
        try (var redis = RealRedis.start();
                var probe = new Probing(RedisProbe.of(redis.uri()).infoEvery(Duration.ofHours(1)))) {
            redis.ask("CONFIG RESETSTAT", "done");

            for (int i = 0; i < 20; i++) {
                assertThat(probe.check().readings()).containsKey("connected_clients");
            }

            assertThat(redis.ask("INFO commandstats", "done"))
                    .contains("cmdstat_ping:calls=20,")
                    .contains("cmdstat_info:calls=1,");
        }
    }

    @Test
    void refusesABeatThatIsTooFast() {
        assertThatThrownBy(() -> RedisProbe.of("redis://127.0.0.1").infoEvery(Duration.ofMillis(999)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "infoEvery must be at least 1 s, but is PT0.999S; a server in trouble must not be asked more");
    }

    private record Probing(RedisProbe probe) implements AutoCloseable {

        Finding check() throws Exception {
            return Attempt.check(probe, LONG).finding();
        }

        @Override
        public void close() {
            probe.close();
        }
    }
}
