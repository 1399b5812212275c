package io.plimsoll.journal;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Status;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The status of a component changed.
 *
 * @param id the event id that answers and log have too
 * @param layer where the cause is, as far as the finding tells
 * @param before as it was shown; {@code null} if this came of the first check
 * @param after as it is shown from then on
 * @param finding what it rests on, with its details cut and without what was thrown
 * @param service the status of the whole service from then on
 * @param runbook what to read; {@code null} if none is known for the code
 * @param evidence what else was found out; {@code null} unless it went DOWN, and then too if it came too soon after others
 */
public record Changed(
        String id,
        Instant at,
        String component,
        Layer layer,
        @Nullable Status before,
        Status after,
        Finding finding,
        Status service,
        @Nullable URI runbook,
        @Nullable Evidence evidence)
        implements JournalEntry {

    public Changed {
        requireNonNull(id, "id");
        requireNonNull(at, "at");
        requireNonNull(component, "component");
        requireNonNull(layer, "layer");
        requireNonNull(after, "after");
        requireNonNull(finding, "finding");
        requireNonNull(service, "service");
    }

    /** In one line: {@code database is DOWN POOL_EXHAUSTED: Connection pool exhausted}. */
    String sentence() {
        Code code = finding.code();
        return component + " is " + after + (code == null ? "" : " " + code + ": " + finding.error());
    }

    Changed with(Finding fuller) {
        return new Changed(id, at, component, layer, before, after, fuller, service, runbook, evidence);
    }

    Changed with(Evidence.Hottest measured) {
        return evidence == null
                ? this
                : new Changed(
                        id, at, component, layer, before, after, finding, service, runbook, evidence.with(measured));
    }

    Changed without(Finding shorter) {
        return new Changed(id, at, component, layer, before, after, shorter, service, runbook, null);
    }
}
