package io.plimsoll.health.monitor;

import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Finding;
import io.plimsoll.health.HealthListener;
import io.plimsoll.health.Transition;
import io.plimsoll.time.Allowance;
import io.plimsoll.time.Ticker;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One log line per change of a status, never one per failed attempt: WARN for the worse, INFO for the better.
 *
 * <p>The line carries what answers do not show to everyone (cause, host, driver's words) under the event id that they do
 * show. A change of the code alone is worth a line only when a probe turns out to hang. In a storm there are 100 lines for
 * the worse at once and then one in a second, and as many for the better; each says how many were left out before it.
 */
final class TransitionLog implements HealthListener {

    private static final Logger log = LoggerFactory.getLogger("io.plimsoll.health");
    private static final int AT_ONCE = 100;
    private static final Duration PACE = Duration.ofSeconds(1);

    private final Allowance worse;
    private final Allowance better;
    private long leftOut; // whoever tells only

    TransitionLog(Ticker ticker) {
        worse = Allowance.of(ticker, AT_ONCE, PACE);
        better = Allowance.of(ticker, AT_ONCE, PACE);
    }

    @Override
    public void changed(Transition transition) {
        ComponentHealth before = transition.before();
        ComponentHealth after = transition.after();
        if (!transition.isNews()) {
            return;
        }
        boolean forTheBetter = before.status().isWorseThan(after.status());
        if (!(forTheBetter ? better : worse).take()) {
            leftOut++;
            return;
        }
        Finding finding = after.finding();
        LoggingEventBuilder line = log.atLevel(forTheBetter ? Level.INFO : Level.WARN)
                .addKeyValue("event_id", transition.eventId())
                .addKeyValue("component", after.name())
                .addKeyValue("status", after.status())
                .addKeyValue("before", before.status())
                .addKeyValue("service_status", transition.service());
        if (finding.code() != null) {
            line = line.addKeyValue("code", finding.code());
        }
        if (after.latency() != null) {
            line = line.addKeyValue("latency_ms", after.latency().toNanos() / 1e6);
        }
        for (var reading : finding.readings().entrySet()) {
            line = line.addKeyValue(reading.getKey(), reading.getValue().show());
        }
        for (var detail : finding.details().entrySet()) {
            line = line.addKeyValue("detail." + detail.getKey(), detail.getValue());
        }
        if (leftOut > 0) {
            line = line.addKeyValue("left_out_before", leftOut);
            leftOut = 0;
        }
        if (finding.cause() != null) {
            line = line.setCause(finding.cause());
        }
        if (finding.code() == null) {
            line.log("{} is {} ({})", after.name(), after.status(), transition.eventId());
        } else {
            line.log(
                    "{} is {} {}: {} ({})",
                    after.name(),
                    after.status(),
                    finding.code(),
                    finding.error(),
                    transition.eventId());
        }
    }
}
