package io.plimsoll.health.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HolderTest {

    @ParameterizedTest
    @CsvSource({
        "active,                        Timeout/PgSleep,   pg_cancel_backend",
        "active,                        '',                pg_cancel_backend",
        "active,                        Lock/relation,     pg_cancel_backend",
        "fastpath function call,        '',                pg_cancel_backend",
        "active,                        Client/ClientRead, pg_terminate_backend",
        "active,                        Client/ClientWrite,pg_terminate_backend",
        "idle in transaction,           Client/ClientRead, pg_terminate_backend",
        "idle in transaction (aborted), Client/ClientRead, pg_terminate_backend",
        "idle,                          Client/ClientRead, pg_terminate_backend",
        "disabled,                      '',                pg_terminate_backend"
    })
    void cancelsWhatACancelReachesAndTerminatesWhatItDoesNot(String state, String waitsFor, String function) {
        var holder = new Holder(session(state, waitsFor, "2026-11-21 10:00:00.000001+00"), "", "3/14", null);

        assertThat(holder.remedy())
                .isEqualTo("SELECT " + function + "(pid) FROM pg_stat_activity WHERE pid = 4711"
                        + " AND backend_start = '2026-11-21 09:00:00.000001+00'"
                        + " AND xact_start = '2026-11-21 10:00:00.000001+00'");
    }

    @Test
    void guardsOneOutsideATransactionByItsBeginning() {
        var holder = new Holder(session("idle", "Client/ClientRead", null), "", null, null);

        assertThat(holder.remedy()).endsWith("AND backend_start = '2026-11-21 09:00:00.000001+00'");
    }

    @Test
    void leavesTheChoiceToWhoeverSeesMore() {
        var unseen = new Session(4711, "other", "", "", null, null, "", null, null, null, null, "");
        var holder = new Holder(unseen, "", "3/14", null);

        assertThat(holder.summary()).isEqualTo("pid 4711");
        assertThat(holder.description())
                .isEqualTo("pid 4711, user other, state and statement not visible to this role");
        assertThat(holder.remedy())
                .startsWith("SELECT CASE WHEN state = 'active'")
                .endsWith("WHERE pg_locks.pid = 4711 AND virtualtransaction = '3/14')");
    }

    @Test
    void quotesTheNameOfAPreparedTransaction() {
        var holder = new Holder(null, "", null, "it's");

        assertThat(holder.summary()).isEqualTo("a prepared transaction");
        assertThat(holder.remedy()).isEqualTo("ROLLBACK PREPARED 'it''s'");
    }

    @Test
    void neverShowsAnyoneAWordThatIsNotKnownBeforehand() {
        assertThat(session("select secret", "", null).summary()).isEqualTo("pid 4711");
        assertThat(session("idle in transaction", "", null).summary())
                .isEqualTo("pid 4711 idle in transaction for 92 s");
    }

    private static Session session(String state, String waitsFor, @Nullable String transactionBegun) {
        return new Session(
                4711,
                "app",
                "report",
                "10.0.0.1",
                "client backend",
                state,
                waitsFor,
                Duration.ofSeconds(92),
                Duration.ofSeconds(95),
                "2026-11-21 09:00:00.000001+00",
                transactionBegun,
                "");
    }
}
