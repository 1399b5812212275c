package io.plimsoll.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncidentTest {

    private static final Instant START = Instant.parse("2026-05-22T23:00:00Z");

    private final List<JournalEntry> oldestFirst = new ArrayList<>();

    @Test
    void isNoneWhileNothingHasFailed() {
        changed(0, "database", Status.UP);
        noted(10, "deploy", "version 2");

        assertThat(incident()).isNull();
    }

    @Test
    void lastsFromTheFirstFailureUntilAllAreUp() {
        changed(10, "database", Status.DOWN);
        changed(20, "redis", Status.DEGRADED);
        changed(30, "database", Status.UP);
        changed(35, "redis", Status.DOWN);
        assertThat(incident().to()).isNull();

        changed(40, "redis", Status.UP);

        assertThat(incident().from()).isEqualTo(at(10));
        assertThat(incident().to()).isEqualTo(at(40));
        assertThat(incident().windows())
                .extracting(Incident.Window::component, Incident.Window::worst)
                .containsExactly(tuple("database", Status.DOWN), tuple("redis", Status.DOWN));
    }

    @Test
    void takesFlapsForOneIncidentAndWhatComesFiveMinutesLaterForAnother() {
        for (int flap = 0; flap < 3; flap++) {
            changed(flap * 100, "database", Status.DOWN);
            changed(flap * 100 + 10, "database", Status.UP);
        }
        assertThat(incident().from()).isEqualTo(at(0));
        assertThat(incident().windows()).hasSize(3);

        changed(210 + 300, "database", Status.DOWN);

        assertThat(incident().from()).isEqualTo(at(510));
        assertThat(incident().windows()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "240, true", "900, true", "901, false", "-1, false"})
    void suspectsWhatWasChangedInTheFifteenMinutesBefore(int secondsBefore, boolean suspected) {
        noted(1_000 - secondsBefore, "deploy", "version v3.4.13 started");
        changed(1_000, "database", Status.DOWN);

        assertThat(incident().suspects()).hasSize(suspected ? 1 : 0);
    }

    @Test
    void saysWhatToConsider() {
        noted(760, "deploy", "version v3.4.13 started");
        noted(950, "comment", "who is on call?");
        noted(970, "config", "pool size 20 to 40");
        changed(1_000, "database", Status.DOWN);

        assertThat(incident().suspicions())
                .containsExactly(
                        "pool size 20 to 40 30 s before: consider rollback",
                        "version v3.4.13 started 4 min before: consider rollback");
    }

    private Incident incident() {
        List<JournalEntry> newestFirst = new ArrayList<>(oldestFirst);
        Collections.reverse(newestFirst);
        return Incident.latest(newestFirst);
    }

    private void noted(int second, String kind, String text) {
        oldestFirst.add(new Noted("n" + second, at(second), kind, text, null));
    }

    private void changed(int second, String component, Status after) {
        Finding finding = after == Status.UP
                ? Finding.up()
                : after == Status.DOWN ? Finding.down(Code.REFUSED, "Refused") : Finding.degraded(Code.SLOW, "Slow");
        oldestFirst.add(new Changed(
                "c" + second, at(second), component, Layer.OTHER, Status.UP, after, finding, after, null, null));
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
