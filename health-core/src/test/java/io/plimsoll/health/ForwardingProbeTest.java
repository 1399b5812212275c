package io.plimsoll.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ForwardingProbeTest {

    @Test
    void forwardsAllThatAMonitorAsksOfAProbeButTheCheck() {
        assertThat(Arrays.stream(Probe.class.getMethods()).filter(Method::isDefault))
                .hasSizeGreaterThan(5)
                .allSatisfy(question -> assertThat(ForwardingProbe.class.getDeclaredMethod(
                                question.getName(), question.getParameterTypes()))
                        .isNotNull());
    }
}
