package io.plimsoll.health.monitor;

import static io.plimsoll.health.Status.DEGRADED;
import static io.plimsoll.health.Status.DOWN;
import static io.plimsoll.health.Status.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.Seed;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.ProbeResult;
import io.plimsoll.health.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

    private static final Instant START = Instant.parse("2026-05-22T23:10:00Z");

    @ParameterizedTest(name = "{0} with {1}/{2} is {3}")
    @CsvSource({
        // attempts, failures to worsen, successes to improve, status after each attempt
        "U,     1, 1, U",
        "D,     1, 1, D",
        "D,     3, 1, D", // the first result decides alone
        "U,     1, 3, U",
        "UD,    1, 1, UD",
        "UDDD,  3, 1, UUUD",
        "UDDUDD, 3, 1, UUUUUU",
        "UDDUDDD, 3, 1, UUUUUUD",
        "UDGDG, 3, 1, UUUDG", // DOWN and DEGRADED are both worse than UP: the third decides which; DEGRADED is better
        // again
        "DUU,   1, 2, DDU",
        "DUDUDU, 1, 2, DDDDDD",
        "GDUDU, 2, 2, GGGGG", // opposite directions start each other's count again
        "GDD,   2, 2, GGD",
        "GUU,   2, 2, GGU",
        "GDGD,  2, 2, GGGG", // an attempt that agrees starts the count again
    })
    void followsTheTable(String attempts, int failures, int successes, String expected) {
        var seen = new StringBuilder();
        Verdict verdict = Verdict.notRunYet();
        for (char attempt : attempts.toCharArray()) {
            verdict = verdict.next(result(status(attempt)), failures, successes);
            seen.append(letter(verdict.status()));
        }

        assertThat(seen.toString()).isEqualTo(expected);
    }

    @Test
    void isDownBeforeTheFirstResult() {
        Verdict verdict = Verdict.notRunYet();

        assertThat(verdict.status()).isEqualTo(DOWN);
        assertThat(verdict.finding().code()).isEqualTo(Code.NOT_RUN_YET);
        assertThat(verdict.everUp()).isFalse();
        assertThat(verdict.checkedAt()).isNull();
    }

    @Test
    void staysUpThroughThreeIsolatedFailuresAmongThreeThousandSuccesses() {
        Verdict verdict = Verdict.notRunYet();
        int down = 0;
        for (int i = 0; i < 3_003; i++) {
            verdict = verdict.next(result(i % 1_001 == 500 ? DOWN : UP), 3, 1);
            down += verdict.status() == UP ? 0 : 1;
        }

        assertThat(down).isZero();
    }

    @Test
    void keepsTheOldFindingButTheNewTimeWhileTheThresholdIsNotReached() {
        Verdict up = Verdict.notRunYet().next(result(UP), 2, 1);

        Verdict still = up.next(new ProbeResult("c", finding(DOWN), Duration.ofMillis(7), START.plusSeconds(9)), 2, 1);

        assertThat(still.finding()).isSameAs(up.finding());
        assertThat(still.checkedAt()).isEqualTo(START.plusSeconds(9));
        assertThat(still.latency()).isEqualTo(Duration.ofMillis(7));
    }

    @Test
    void neverChangesWithoutEnoughAttemptsInARowAndNeverFailsToChangeWithThem() {
        Random random = Seed.random("verdict");
        for (int round = 0; round < 2_000; round++) {
            int failures = 1 + random.nextInt(5);
            int successes = 1 + random.nextInt(5);
            List<Status> seen = new ArrayList<>();
            Verdict verdict = Verdict.notRunYet();
            Status held = null;
            int since = 0; // attempts since the status changed
            for (int i = 0; i < 60; i++) {
                Status attempt = Status.values()[random.nextInt(3)];
                seen.add(attempt);
                verdict = verdict.next(result(attempt), failures, successes);
                since++;
                if (held == null || verdict.status() != held) {
                    if (held != null) {
                        int needed = verdict.status().isWorseThan(held) ? failures : successes;
                        assertThat(since).isGreaterThanOrEqualTo(needed);
                        assertThat(inARow(seen, held, verdict.status().isWorseThan(held)))
                                .isGreaterThanOrEqualTo(needed);
                        assertThat(verdict.status()).isEqualTo(attempt);
                    }
                    held = verdict.status();
                    since = 0;
                } else {
                    assertThat(Math.min(since, inARow(seen, held, true))).isLessThan(failures);
                    assertThat(Math.min(since, inARow(seen, held, false))).isLessThan(successes);
                }
            }
        }
    }

    private static int inARow(List<Status> seen, Status held, boolean worse) {
        int row = 0;
        for (int i = seen.size() - 1; i >= 0; i--) {
            Status status = seen.get(i);
            if (worse ? !status.isWorseThan(held) : !held.isWorseThan(status)) {
                break;
            }
            row++;
        }
        return row;
    }

    private static ProbeResult result(Status status) {
        return new ProbeResult("c", finding(status), Duration.ofMillis(1), START);
    }

    private static Finding finding(Status status) {
        return switch (status) {
            case UP -> Finding.up();
            case DEGRADED -> Finding.degraded(Code.SLOW, "Slow");
            case DOWN -> Finding.down(Code.REFUSED, "Refused");
        };
    }

    private static Status status(char letter) {
        return letter == 'U' ? UP : letter == 'G' ? DEGRADED : DOWN;
    }

    private static char letter(Status status) {
        return status == UP ? 'U' : status == DEGRADED ? 'G' : 'D';
    }
}
