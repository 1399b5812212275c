package io.plimsoll.health.monitor;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Gate;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that readers get, made as one: report, gates, and until when they may be believed.
 *
 * <p>A reader compares {@code validUntilNanos} with its clock. Once that has passed it asks for {@link #expired}, in which
 * every component that is too old is DOWN {@code STALE}: so answers turn honest even if everything else in here has died.
 *
 * @param validUntilNanos the ticker's reading at which the first component becomes too old
 */
record Snapshot(
        Identity identity,
        List<Entry> entries,
        HealthReport report,
        Gate alive,
        Gate started,
        Gate ready,
        long validUntilNanos) {

    /** What is the same in every snapshot of a monitor. */
    record Identity(String service, String version, boolean strict, boolean unreadyOnLocalFindings) {}

    /**
     * One component; {@code validUntilNanos} counts only if it {@code expires}. One that is {@code muted} is shown and decides
     * nothing.
     */
    record Entry(
            Component component,
            ComponentHealth health,
            boolean everUp,
            boolean expires,
            long validUntilNanos,
            boolean muted) {

        Entry muted(boolean now) {
            return new Entry(component, health, everUp, expires, validUntilNanos, now);
        }
    }

    /** Far enough for never, near enough for overflow-safe subtraction. */
    private static final long NEVER_NANOS = Long.MAX_VALUE / 2;

    static Snapshot of(Identity identity, List<Entry> entries, Instant now, long nowNanos) {
        Map<String, ComponentHealth> components = new LinkedHashMap<>(entries.size() * 2);
        List<Entry> counted = entries.stream().filter(entry -> !entry.muted).toList();
        Status worst = counted.stream().map(entry -> entry.health.status()).reduce(Status.UP, Status::worseOf);
        long valid = NEVER_NANOS;
        for (Entry entry : entries) {
            components.put(entry.component.name(), entry.muted ? Muted.shown(entry.health) : entry.health);
            if (entry.expires) {
                valid = Math.min(valid, entry.validUntilNanos - nowNanos);
            }
        }
        Status overall = identity.strict && worst != Status.UP ? Status.DOWN : worst;
        Gate started = started(counted);
        return new Snapshot(
                identity,
                entries,
                new HealthReport(identity.service, identity.version, overall, reason(counted, worst), now, components),
                alive(counted),
                started,
                started.open() && identity.unreadyOnLocalFindings ? locallyFit(counted) : started,
                nowNanos + valid);
    }

    /** The same with one entry replaced. */
    Snapshot with(int index, Entry entry, Instant now, long nowNanos) {
        List<Entry> after = new ArrayList<>(entries);
        after.set(index, entry);
        return of(identity, after, now, nowNanos);
    }

    /** What this would be if the other components were all there are. */
    Snapshot without(Set<String> names) {
        List<Entry> others = entries.stream()
                .filter(entry -> !names.contains(entry.component.name()))
                .toList();
        return of(identity, others, report.timestamp(), validUntilNanos);
    }

    /** Shows an uncapped verdict as what it means for the service. */
    static Status shown(Component component, Status verdict) {
        return !component.required() && verdict == Status.DOWN ? Status.DEGRADED : verdict;
    }

    boolean isExpired(long nowNanos) {
        return nowNanos - validUntilNanos >= 0;
    }

    /** The same with every component that is too old turned STALE. */
    Snapshot expired(Instant now, long nowNanos, EventIds eventIds) {
        List<Entry> after = entries.stream()
                .map(entry -> entry.expires && nowNanos - entry.validUntilNanos >= 0
                        ? stale(entry, now.minusNanos(nowNanos - entry.validUntilNanos), eventIds.next())
                        : entry)
                .toList();
        return of(identity, after, now, nowNanos);
    }

    private static Entry stale(Entry entry, Instant since, String eventId) {
        ComponentHealth old = entry.health;
        Duration limit = entry.component.settings().staleAfter();
        Status status = shown(entry.component, Status.DOWN);
        Finding stale = Finding.down(Code.STALE, "Last result is older than " + Durations.show(limit));
        var health = new ComponentHealth(
                old.name(),
                old.required(),
                status,
                // A reason to stay away does not end because nobody looks any more.
                old.finding().scope() == Scope.LOCAL ? stale.local() : stale,
                old.latency(),
                old.status() == status ? old.since() : since,
                old.checkedAt(),
                eventId,
                old.executions());
        return new Entry(entry.component, health, entry.everUp, false, 0, entry.muted);
    }

    private static @Nullable String reason(List<Entry> entries, Status worst) {
        if (worst == Status.UP) {
            return null;
        }
        return firstAndCount(entries, entry -> entry.health.status() == worst);
    }

    private static Gate alive(List<Entry> entries) {
        return closedBy(
                entries,
                entry -> entry.component.role() == Component.Role.LIVENESS
                        && entry.health.status() == Status.DOWN
                        && !requireNonNull(entry.health.code()).isVerdictOnProbe());
    }

    private static Gate started(List<Entry> entries) {
        String missing = entries.stream()
                .filter(entry -> entry.component.required() && !entry.everUp)
                .map(entry -> entry.component.name())
                .collect(Collectors.joining(", "));
        return missing.isEmpty() ? Gate.opened() : Gate.closed("Not UP since start: " + missing);
    }

    private static Gate locallyFit(List<Entry> entries) {
        return closedBy(
                entries,
                entry -> entry.health.status() == Status.DOWN
                        && entry.health.finding().scope() == Scope.LOCAL);
    }

    private static Gate closedBy(List<Entry> entries, Predicate<Entry> bad) {
        return entries.stream().anyMatch(bad) ? Gate.closed(firstAndCount(entries, bad)) : Gate.opened();
    }

    private static String firstAndCount(List<Entry> entries, Predicate<Entry> which) {
        List<Entry> all = entries.stream().filter(which).toList();
        ComponentHealth first = all.get(0).health;
        String reason = first.name() + ": " + first.error();
        return all.size() == 1 ? reason : reason + " (and " + (all.size() - 1) + " more)";
    }
}
