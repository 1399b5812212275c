package io.plimsoll.health.monitor;

import io.plimsoll.journal.Journal;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicListener;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Notes in the journal what becomes of leases. What is switched off or on again is suspected of what fails afterwards; that a
 * component was muted is not, since it changes the answer and nothing else.
 */
final class PanicNotes implements PanicListener {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);
    private static final String ANY_MUTE = PanicBoard.mute("");

    private final Journal journal;

    PanicNotes(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void pressed(Lease lease) {
        note(
                lease,
                "pressed by " + lease.by() + " until " + minute(lease.until()) + ": " + lease.reason() + " (by way of "
                        + lease.source() + (lease.incident() == null ? "" : ", incident " + lease.incident())
                        + (lease.drill() ? ", drill)" : ")"));
    }

    @Override
    public void extended(Lease lease) {
        note(lease, "extended by " + lease.extendedBy() + " until " + minute(lease.until()));
    }

    @Override
    public void released(Lease lease) {
        note(lease, "released by " + lease.releasedBy() + ", who ended a lease of " + lease.by());
    }

    @Override
    public void ended(Lease lease) {
        note(lease, "released by time, which ended a lease of " + lease.by());
    }

    private void note(Lease lease, String what) {
        String kind = lease.button().startsWith(ANY_MUTE) ? "comment" : "panic";
        journal.note(kind, "button " + lease.button() + " " + what);
    }

    private static String minute(Instant time) {
        return MINUTE.format(time) + " UTC";
    }
}
