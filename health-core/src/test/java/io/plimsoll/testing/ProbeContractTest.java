package io.plimsoll.testing;

import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.HANG;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static io.plimsoll.testing.ScriptedProbe.SILENT;
import static io.plimsoll.testing.ScriptedProbe.finding;
import static io.plimsoll.testing.ScriptedProbe.throwing;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProbeContractTest {

    private static final Duration TIMEOUT = Duration.ofMillis(200);

    @Test
    void acceptsProbesThatKeepTheRules() {
        assertThatCode(() -> contract(OK).healthy()).doesNotThrowAnyException();
        assertThatCode(() -> contract(FAIL).refusing()).doesNotThrowAnyException();
        assertThatCode(() -> contract(SILENT).silent()).doesNotThrowAnyException();
    }

    @Test
    void namesTheRuleThatIsBroken() {
        assertThatThrownBy(() -> contract(FAIL).healthy())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("a healthy dependency must be UP, but the finding is");
        assertThatThrownBy(() -> contract(OK).refusing())
                .hasMessageStartingWith("a dependency that refuses must not be UP");
        assertThatThrownBy(() -> contract(FAIL).silent())
                .hasMessageStartingWith("a silent dependency must be a TIMEOUT");
        assertThatThrownBy(
                        () -> contract(throwing(new IllegalStateException("x"))).healthy())
                .hasMessage("a probe answers with a finding, but this one threw")
                .hasRootCauseMessage("x");
        assertThatThrownBy(() -> contract(HANG).silent())
                .hasMessage("a probe must end within PT0.5S of being cancelled");
    }

    @Test
    void refusesAnErrorThatRepeatsAnException() {
        var thrown = new IllegalStateException("db-7.internal refused");
        var leaking = finding(
                Finding.down(Code.REFUSED, "Failed: db-7.internal refused").causedBy(thrown));

        assertThatThrownBy(() -> contract(leaking).refusing())
                .hasMessageStartingWith("the error is shown to everyone and must not hold an exception's message");
    }

    private static ProbeContract contract(ScriptedProbe.Step step) {
        return ProbeContract.of(ScriptedProbe.of(step), TIMEOUT);
    }
}
