package io.plimsoll.health.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.jdbc.postgres.Diagnosed;
import io.plimsoll.testing.ManualTime;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When it is asked, in a time that is moved by hand. */
@Timeout(60)
class DiagnosisRoundsTest {

    private static final Diagnosed CLEAN = new Diagnosed(List.of("nobody blocks"), true, false, Finding.up(), 0);

    private final ManualTime time = new ManualTime();
    private final AtomicInteger connects = new AtomicInteger();
    private final AtomicBoolean aborted = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    @Test
    void asksAtOnceAndThenOnceInTenSecondsHoweverOftenItIsWanted() {
        var at = new ArrayList<Duration>();
        long begin = time.nanos();
        DiagnosisRounds rounds = rounds((connection, last) -> {
            at.add(Duration.ofNanos(time.nanos() - begin));
            return CLEAN;
        });
        for (int look = 0; look < 3_500; look++) {
            rounds.wanted();
            time.advance(Duration.ofMillis(10));
        }

        assertThat(at)
                .containsExactly(Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(30));
        assertThat(connects).hasValue(4);
        assertThat(closed).as("the connection of a round, after it").isTrue();
    }

    @Test
    void asksNothingUnlessItIsWanted() {
        rounds((connection, last) -> CLEAN);
        time.advance(Duration.ofMinutes(10));

        assertThat(connects).hasValue(0);
    }

    @Test
    void handsARoundWhatTheOneBeforeFound() {
        var handed = new ArrayList<Diagnosed>();
        DiagnosisRounds rounds = rounds((connection, last) -> {
            handed.add(last);
            return CLEAN;
        });
        rounds.wanted();
        rounds.forget(rounds.latest());
        time.advance(DiagnosisRounds.PACE);
        rounds.wanted();

        assertThat(handed).containsExactly(null, CLEAN);
    }

    @Test
    void forgetsOnlyWhatWasKnown() {
        DiagnosisRounds rounds = rounds((connection, last) -> CLEAN);
        var before = rounds.latest();
        rounds.wanted();
        rounds.forget(before);
        assertThat(rounds.latest()).as("what came since").isNotNull();

        rounds.forget(rounds.latest());
        assertThat(rounds.latest()).isNull();
    }

    @Test
    void doesNotWaitForARoundThatHangsAndAbortsIt() {
        DiagnosisRounds rounds = rounds((connection, last) -> {
            hangUntilAborted();
            throw new SQLException("socket closed", "08006");
        });
        rounds.wanted();
        assertThat(rounds.isUnderWay()).isTrue();
        time.advance(Duration.ofSeconds(3));
        rounds.wanted();
        assertThat(connects).as("rounds at once").hasValue(1);

        time.advance(Duration.ofSeconds(2));
        assertThat(aborted).isTrue();
        assertThat(rounds.isUnderWay()).isFalse();
        assertThat(requireNonNull(requireNonNull(rounds.latest()).failure()).code())
                .isEqualTo(Code.REFUSED);
    }

    @Test
    void replacesWhatItKnewByAFailure() {
        var broken = new AtomicBoolean();
        var rounds = new DiagnosisRounds(
                limit -> {
                    if (broken.get()) {
                        throw new SQLException("full", "53300");
                    }
                    return connection();
                },
                (connection, last) -> CLEAN);
        rounds.open(time.timing());
        rounds.wanted();
        broken.set(true);
        time.advance(DiagnosisRounds.PACE);
        rounds.wanted();

        var latest = requireNonNull(rounds.latest());
        assertThat(latest.diagnosed()).isNull();
        assertThat(requireNonNull(latest.failure()).code()).isEqualTo(Code.CONNECTION_LIMIT);
    }

    @Test
    void abortsTheRoundUnderWayWhenClosedAndBeginsNoMore() {
        DiagnosisRounds rounds = rounds((connection, last) -> {
            hangUntilAborted();
            throw new SQLException("socket closed", "08006");
        });
        rounds.wanted();
        rounds.close();
        time.settle();
        assertThat(aborted).isTrue();

        time.advance(Duration.ofMinutes(1));
        rounds.wanted();
        rounds.close();
        assertThat(connects).hasValue(1);
    }

    private DiagnosisRounds rounds(DiagnosisRounds.Round round) {
        var rounds = new DiagnosisRounds(limit -> connection(), round);
        rounds.open(time.timing());
        return rounds;
    }

    private void hangUntilAborted() {
        try {
            ManualTime.park(aborted::get, false);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private Connection connection() {
        connects.incrementAndGet();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "abort" -> aborted.set(true);
                        case "close" -> closed.set(true);
                        default -> {}
                    }
                    return null;
                });
    }
}
