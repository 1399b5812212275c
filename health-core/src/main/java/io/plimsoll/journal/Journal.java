package io.plimsoll.journal;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Finding;
import io.plimsoll.health.HealthListener;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Layer;
import io.plimsoll.health.ProbeResult;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.health.Transition;
import io.plimsoll.journal.Evidence.Hottest;
import io.plimsoll.time.Allowance;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened to this instance, newest first.
 *
 * <pre>{@code
 * health.journal().note("config", "pool size 20 -> 40");
 * }</pre>
 *
 * <p>Changes of status come by themselves, with {@link Evidence} for those to DOWN. It is memory only: 256 changes, 16 of them
 * with evidence, and 64 notes, about a megabyte at the very most, and gone with the process. So evidence is also one structured
 * event of the logger {@code io.plimsoll.journal}, half a second later, when the hottest threads are known. Changes that come faster than 100 at once, and then one in 10 s, are
 * counted and not kept.
 *
 * <p>A note has the trace id of the thread that made it, if its MDC has one. A change of status has none of its own: it comes of a
 * check, and a check belongs to no request. Where a finding rests on calls, as that of a guard does, the trace id of the
 * last call that failed is in its details, as {@code trace_id}.
 *
 * <p>Entries contain hosts, SQL and what was thrown: they are for those with access to details. Reading and noting are safe from
 * any thread and never wait.
 */
public final class Journal {

    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final int AT_ONCE = 100;
    private static final Duration PACE = Duration.ofSeconds(10);
    private static final Duration MEASURED_FOR = Duration.ofMillis(500);

    private final Timing timing;
    private final JournalSettings settings;
    private final Supplier<String> ids;
    private final Map<String, Layer> layers;
    private final AtomicReference<Pages> pages = new AtomicReference<>(Pages.EMPTY);

    /**
     * Made by the monitor, which also tells its {@link #listener()}.
     *
     * @param ids names entries; never the same twice
     * @param layers of components by name
     */
    public Journal(Timing timing, JournalSettings settings, Supplier<String> ids, Map<String, Layer> layers) {
        this.timing = requireNonNull(timing, "timing");
        this.settings = requireNonNull(settings, "settings");
        this.ids = requireNonNull(ids, "ids");
        this.layers = Map.copyOf(layers);
    }

    /**
     * Notes that something was changed or done: what was noted within 15 minutes before a failure is suspected first.
     *
     * @param kind one word of {@code a-z 0-9 _ -}, such as {@code deploy}, {@code config} or {@code action}; a {@code comment} is
     *     never suspected
     * @param text one line of 1 to 500 characters
     * @throws IllegalArgumentException for any other kind or text
     */
    public Noted note(String kind, String text) {
        var note =
                new Noted(ids.get(), timing.clock().instant(), kind, text, TraceId.ofThisThread(settings.traceKeys()));
        pages.updateAndGet(known -> known.with(note));
        return note;
    }

    /** All entries, newest first. The same instance until something is added. */
    public List<JournalEntry> entries() {
        return requireNonNull(pages.get()).newestFirst();
    }

    /**
     * What is suspected of the latest incident, in words, newest change first: {@code version v3.4.13 started 4 min before:
     * consider rollback}. Empty if there was no incident, or no change in the 15 minutes before it.
     */
    public List<String> suspicions() {
        Incident incident = Incident.latest(entries());
        return incident == null ? List.of() : incident.suspicions();
    }

    /**
     * A postmortem of the latest incident to be finished by people, as Markdown: summary, impact, timeline and evidence are
     * filled in; root cause, lessons and actions are asked for.
     */
    public String postmortem(HealthReport report) {
        return new Postmortem(report, entries()).text();
    }

    /** Three lines for the incident channel: how it is and since when, where and why, what to look at. */
    public String update(HealthReport report) {
        return StatusUpdate.of(report, entries(), settings, timing.clock().instant());
    }

    /** What the monitor tells. It is told by one thread at a time, which is neither a probe's nor a reader's. */
    public HealthListener listener() {
        return new Recorder();
    }

    private Layer layerOf(String component, Finding finding) {
        boolean ours =
                finding.scope() == Scope.LOCAL || finding.code() == Code.STALE || finding.code() == Code.PROBE_FAILED;
        return ours ? Layer.LOCAL : layers.getOrDefault(component, Layer.OTHER);
    }

    private final class Recorder implements HealthListener {

        private final EvidenceCollector collector = new EvidenceCollector(timing.ticker());
        private final Allowance allowance = Allowance.of(timing.ticker(), AT_ONCE, PACE);
        private final Map<String, Changed> down = new HashMap<>(); // the latest change of those that are

        @Override
        public void changed(Transition transition) {
            ComponentHealth after = transition.after();
            collector.changed(after);
            if (!transition.isNews() || isFirstUp(transition)) {
                return;
            }
            down.remove(after.name());
            if (!allowance.take()) {
                pages.updateAndGet(known -> known.omitting(entry(transition, null)));
                return;
            }
            boolean fell = after.finding().status() == Status.DOWN;
            Evidence evidence = fell ? collector.of(transition, changedLately(transition.at())) : null;
            Changed change = entry(transition, evidence);
            pages.updateAndGet(known -> known.with(change));
            if (fell) {
                down.put(after.name(), change);
            }
            if (evidence != null) {
                completeLater(change, evidence);
            }
        }

        @Override
        public void probed(ProbeResult result) {
            collector.probed(result);
            Changed change = down.get(result.component());
            if (change != null && tellsMore(result.finding(), change.finding())) {
                Finding fuller = Cut.finding(result.finding(), room(change.evidence()));
                pages.updateAndGet(known -> known.replacing(change.id(), standing -> standing.with(fuller)));
                // What comes after the first fuller finding is the same again, with other numbers.
                down.remove(result.component());
            }
        }

        /** That is how every component begins; a thousand of them would leave no room for what fails next. */
        private boolean isFirstUp(Transition transition) {
            return transition.before().code() == Code.NOT_RUN_YET
                    && transition.after().status() == Status.UP;
        }

        /** A diagnosis that took its time is there only with a later attempt. */
        private boolean tellsMore(Finding later, Finding known) {
            return later.status() == Status.DOWN
                    && later.details().size() > known.details().size();
        }

        private Changed entry(Transition transition, @Nullable Evidence evidence) {
            ComponentHealth before = transition.before();
            ComponentHealth after = transition.after();
            return new Changed(
                    transition.eventId(),
                    transition.at(),
                    after.name(),
                    layerOf(after.name(), after.finding()),
                    before.code() == Code.NOT_RUN_YET ? null : before.status(),
                    after.status(),
                    Cut.finding(after.finding(), room(evidence)),
                    transition.service(),
                    settings.runbookOf(after.code()),
                    evidence);
        }

        private static int room(@Nullable Evidence evidence) {
            return evidence == null ? Pages.DETAILS : Pages.DETAILS_WITH_EVIDENCE;
        }

        private List<String> changedLately(Instant failure) {
            return Incident.suspects(entries(), failure).stream()
                    .map(note -> note.suspectedOf(failure))
                    .toList();
        }

        /** Who uses the CPU takes a while to measure; aside, since a log that is stuck must not keep the journal from going on. */
        private void completeLater(Changed change, Evidence evidence) {
            CpuUse use = collector.use();
            timing.scheduler().schedule(MEASURED_FOR, () -> {
                try {
                    timing.executor().execute(() -> complete(change, evidence, use));
                } catch (RejectedExecutionException closed) {
                    log.debug("Evidence of {} was not logged: the monitor is closed", change.id(), closed);
                }
            });
        }

        private void complete(Changed change, Evidence evidence, CpuUse use) {
            Hottest hottest = use.until(timing.ticker().nanos());
            if (hottest == null) {
                EvidenceLog.write(change, evidence);
                return;
            }
            pages.updateAndGet(known -> known.replacing(change.id(), standing -> standing.with(hottest)));
            EvidenceLog.write(change, evidence.with(hottest));
        }
    }
}
