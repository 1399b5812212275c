package io.plimsoll.resilience.logstorm.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.core.spi.FilterReply;
import io.plimsoll.resilience.logstorm.LogStormSettings;
import io.plimsoll.testing.ManualTime;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What a drop allocates, counted by the JVM. */
class DropCostTest {

    private static final int DROPS = 200_000;

    @Test
    void aDropAllocatesNothing() {
        var counter = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeThat(counter.isThreadAllocatedMemorySupported()).isTrue();
        var logs = new Logs();
        LogStormFilter filter =
                LogStormFilter.install(logs.context, LogStormSettings.defaults(), new ManualTime().timing());
        var thrown = new IllegalStateException("sold out");
        Object[] arguments = {"c-1", thrown};
        for (int i = 0; i < 1_000; i++) {
            logs.logger().error("Checkout failed", thrown);
            filter.decide(null, logs.logger(), Level.ERROR, "Checkout {} failed", arguments, null);
        }
        long before = counter.getCurrentThreadAllocatedBytes();

        FilterReply last = FilterReply.NEUTRAL;
        for (int i = 0; i < DROPS; i++) {
            logs.logger().error("Checkout failed", thrown);
            last = filter.decide(null, logs.logger(), Level.ERROR, "Checkout {} failed", arguments, null);
        }

        long allocated = counter.getCurrentThreadAllocatedBytes() - before;
        System.out.printf("DropCostTest: %d bytes in %d drops%n", allocated, 2 * DROPS);
        assertThat(last).isEqualTo(FilterReply.DENY);
        // One object in 320 drops would show; what is allocated once has room.
        assertThat((double) allocated / (2 * DROPS)).isLessThan(0.05);
    }
}
