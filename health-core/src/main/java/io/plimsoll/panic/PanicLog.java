package io.plimsoll.panic;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** One log line for whatever becomes of a lease, under the logger {@code io.plimsoll.panic}. */
final class PanicLog implements PanicListener {

    private static final Logger log = LoggerFactory.getLogger("io.plimsoll.panic");

    @Override
    public void pressed(Lease lease) {
        line(Level.WARN, lease)
                .log(
                        "Button {} is pressed by {} until {}: {}",
                        lease.button(),
                        lease.by(),
                        lease.until(),
                        lease.reason());
    }

    @Override
    public void extended(Lease lease) {
        line(Level.INFO, lease)
                .log("Button {} stays pressed until {}, by {}", lease.button(), lease.until(), lease.extendedBy());
    }

    @Override
    public void ending(Lease lease) {
        line(Level.WARN, lease)
                .log("Button {} is let go at {} unless somebody extends its lease", lease.button(), lease.until());
    }

    @Override
    public void released(Lease lease) {
        line(Level.INFO, lease).log("Lease of button {} is released by {}", lease.button(), lease.releasedBy());
    }

    @Override
    public void ended(Lease lease) {
        line(Level.WARN, lease).log("Lease of button {} has ended", lease.button());
    }

    private static LoggingEventBuilder line(Level level, Lease lease) {
        LoggingEventBuilder line = log.atLevel(level)
                .addKeyValue("button", lease.button())
                .addKeyValue("lease", lease.id())
                .addKeyValue("source", lease.source());
        if (lease.incident() != null) {
            line = line.addKeyValue("incident", lease.incident());
        }
        return lease.drill() ? line.addKeyValue("drill", true) : line;
    }
}
