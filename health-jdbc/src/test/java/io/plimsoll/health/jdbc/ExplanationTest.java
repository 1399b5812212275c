package io.plimsoll.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.jdbc.DiagnosisRounds.Latest;
import io.plimsoll.health.jdbc.postgres.Diagnosed;
import io.plimsoll.health.probe.PoolPressure;
import io.plimsoll.health.probe.PoolState;
import io.plimsoll.health.probe.PoolStats;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExplanationTest {

    private static final Finding EXHAUSTED = Finding.down(Code.POOL_EXHAUSTED, "Connection pool exhausted");
    private static final Finding TIMEOUT = Finding.down(Code.TIMEOUT, "Database did not answer");
    private static final Look ANSWERED = new Look.Answered(Duration.ofMillis(2), null);
    private static final PoolState FULL = state(10);
    private static final PoolState SHRUNK = state(4);

    private static final Latest NONE_YET = null;
    private static final Latest BLOCKED = found(false, false, "pid 4711 idle in transaction for 92 s blocks 18");
    private static final Latest BLOCKED_AND_FULL = found(false, true, "pid 1 blocks 2", "100 of 97 connections used");
    private static final Latest CLEAR = found(true, false, "nobody blocks");
    private static final Latest SERVER_FULL = found(true, true, "nobody blocks", "97 of 97 server connections used");
    private static final Latest REFUSED = failed("53300");
    private static final Latest LOST = failed("08006");

    static Stream<Arguments> symptoms() {
        String pool = "Connection pool exhausted; database answers in 2 ms";
        return Stream.of(
                Arguments.of(EXHAUSTED, ANSWERED, FULL, NONE_YET, Code.POOL_EXHAUSTED, pool),
                Arguments.of(
                        EXHAUSTED,
                        ANSWERED,
                        FULL,
                        BLOCKED,
                        Code.POOL_EXHAUSTED,
                        pool + "; pid 4711 idle in transaction for 92 s blocks 18"),
                Arguments.of(EXHAUSTED, ANSWERED, FULL, CLEAR, Code.POOL_EXHAUSTED, pool + "; nobody blocks"),
                Arguments.of(EXHAUSTED, ANSWERED, SHRUNK, CLEAR, Code.POOL_EXHAUSTED, pool + "; nobody blocks"),
                Arguments.of(
                        EXHAUSTED,
                        ANSWERED,
                        SHRUNK,
                        SERVER_FULL,
                        Code.CONNECTION_LIMIT,
                        pool + "; nobody blocks; 97 of 97 server connections used"),
                Arguments.of(
                        EXHAUSTED,
                        ANSWERED,
                        FULL,
                        SERVER_FULL,
                        Code.POOL_EXHAUSTED,
                        pool + "; nobody blocks; 97 of 97 server connections used"),
                Arguments.of(
                        EXHAUSTED,
                        ANSWERED,
                        SHRUNK,
                        BLOCKED_AND_FULL,
                        Code.POOL_EXHAUSTED,
                        pool + "; pid 1 blocks 2; 100 of 97 connections used"),
                Arguments.of(
                        EXHAUSTED,
                        ANSWERED,
                        SHRUNK,
                        REFUSED,
                        Code.CONNECTION_LIMIT,
                        pool + "; it accepts no more connections"),
                Arguments.of(
                        EXHAUSTED,
                        ANSWERED,
                        FULL,
                        REFUSED,
                        Code.POOL_EXHAUSTED,
                        pool + "; it accepts no more connections"),
                Arguments.of(EXHAUSTED, ANSWERED, FULL, LOST, Code.POOL_EXHAUSTED, pool),
                Arguments.of(
                        TIMEOUT,
                        new Look.Failed(Failure.timeout(null)),
                        FULL,
                        BLOCKED,
                        Code.TIMEOUT,
                        "Database did not answer; pid 4711 idle in transaction for 92 s blocks 18"),
                Arguments.of(
                        TIMEOUT,
                        new Look.Failed(Failure.timeout(null)),
                        SHRUNK,
                        REFUSED,
                        Code.TIMEOUT,
                        "Database did not answer"));
    }

    @ParameterizedTest
    @MethodSource("symptoms")
    void putsSymptomAndCauseIntoOneLine(
            Finding symptom, Look look, PoolState state, @Nullable Latest latest, Code code, String error) {
        Finding explained = Explanation.of(symptom, look, state, latest, 0);

        assertThat(explained.code()).isEqualTo(code);
        assertThat(explained.error()).isEqualTo(error);
        assertThat(explained.status()).isEqualTo(symptom.status());
        assertThat(explained.scope()).isEqualTo(symptom.scope());
    }

    @Test
    void clearsTheDatabaseOnlyIfItKnows() {
        assertThat(Explanation.clearsTheDatabase(CLEAR)).isTrue();
        for (Latest latest : new Latest[] {NONE_YET, BLOCKED, SERVER_FULL, REFUSED, LOST}) {
            assertThat(Explanation.clearsTheDatabase(latest)).as("%s", latest).isFalse();
        }
    }

    @Test
    void tellsHowOldTheEvidenceIsAndAddsIt() {
        Finding evidence = Finding.up().with("blocker_pid", 4711).detail("remedy", "SELECT 1");
        var latest = new Latest(new Diagnosed(List.of(), false, false, evidence, 0), null, Long.MAX_VALUE);

        Finding explained = Explanation.of(EXHAUSTED, ANSWERED, FULL, latest, Long.MAX_VALUE + 5_000_000_000L);

        assertThat(explained.readings())
                .containsEntry("diagnosis_age_ms", new Count(5_000))
                .containsEntry("blocker_pid", new Count(4711));
        assertThat(explained.details()).containsEntry("remedy", "SELECT 1");
    }

    @Test
    void saysThatADiagnosisFailedOrIsStillToCome() {
        assertThat(Explanation.of(EXHAUSTED, ANSWERED, FULL, LOST, 0).details())
                .containsEntry("diagnosis", "failed: Database refuses connections, REFUSED, sql_state 08006");
        assertThat(Explanation.of(EXHAUSTED, ANSWERED, FULL, null, 0).details())
                .containsEntry("diagnosis", "under way, or not begun yet");
    }

    @Test
    void leavesOutWhatAnErrorHasNoRoomFor() {
        Latest wordy = found(true, false, "x".repeat(140), "y".repeat(10), "z".repeat(30));

        String error = Explanation.of(EXHAUSTED, ANSWERED, FULL, wordy, 0).error();

        assertThat(error).hasSizeLessThanOrEqualTo(200).endsWith("x");
    }

    @Test
    void addsLeaksToWhatIsAboutThePool() {
        String leaks = "3 connections held for up to 92 s";

        assertThat(Explanation.withLeaks(EXHAUSTED, leaks).error()).isEqualTo("Connection pool exhausted; " + leaks);
        assertThat(Explanation.withLeaks(EXHAUSTED, null)).isSameAs(EXHAUSTED);
        assertThat(Explanation.withLeaks(TIMEOUT, leaks)).isSameAs(TIMEOUT);
        assertThat(Explanation.withLeaks(Finding.up(), leaks)).isSameAs(Finding.up());
    }

    private static Latest found(boolean nobodyBlocks, boolean full, String... sentences) {
        return new Latest(new Diagnosed(List.of(sentences), nobodyBlocks, full, Finding.up(), 0), null, 0);
    }

    private static Latest failed(String sqlState) {
        return new Latest(null, Failure.of(new SQLException("foreign words", sqlState)), 0);
    }

    private static PoolState state(int total) {
        return new PoolState(new PoolStats(total, 0, total, 10, 7), PoolPressure.EXHAUSTED, Duration.ofSeconds(2));
    }
}
