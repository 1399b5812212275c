package io.plimsoll.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopBeatTest {

    private static final long START = Long.MAX_VALUE - 500;

    private final LoopBeat beat = new LoopBeat(100, at(0));

    @Test
    void isNotLateAsLongAsItKeepsThePace() {
        for (int i = 0; i < 50; i++) {
            beat.beat(at(i * 100L));
        }

        assertThat(beat.worstUntil(at(4_950))).isZero();
        assertThat(beat.lateNanos(at(4_950))).isZero();
    }

    @Test
    void isAsLateAsItsWorstBeatSinceTheLastLook() {
        beat.beat(at(0));
        beat.beat(at(400));
        beat.beat(at(510));

        assertThat(beat.lateNanos(at(520))).isZero();
        assertThat(beat.worstUntil(at(520))).isEqualTo(300);
        assertThat(beat.worstUntil(at(530))).as("told once").isZero();
    }

    @Test
    void isLateThoughItDoesNotBeatAtAll() {
        beat.beat(at(0));

        assertThat(beat.worstUntil(at(700))).isEqualTo(600);
        assertThat(beat.worstUntil(at(2_700))).isEqualTo(2_600);
        assertThat(beat.lateNanos(at(2_700))).isEqualTo(2_600);
    }

    @Test
    void countsFromWhenItsFirstTaskWasHandedOver() {
        assertThat(beat.worstUntil(at(250))).isEqualTo(250);
    }

    @Test
    void isNotLateForBeatsThatCatchUp() {
        beat.beat(at(0));
        beat.beat(at(1_000));
        assertThat(beat.worstUntil(at(1_000))).isEqualTo(900);

        beat.beat(at(1_001));
        beat.beat(at(1_002));
        beat.beat(at(1_100));

        assertThat(beat.worstUntil(at(1_150))).isZero();
    }

    /** Shortly before the ticker overflows, and after it. */
    private static long at(long nanos) {
        return START + nanos;
    }
}
