package io.plimsoll.health.monitor;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Gate;
import io.plimsoll.health.HealthListener;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeResult;
import io.plimsoll.health.Status;
import io.plimsoll.journal.Journal;
import io.plimsoll.journal.JournalSettings;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.time.GuardedListener;
import io.plimsoll.time.SystemTime;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows how every dependency of this service is, without ever being waited for.
 *
 * <p>Probes run in the background, each at its own pace and at most once at a time, whoever asks and however often. To ask
 * is one volatile read and one look at the clock: no lock, no I/O, safe from any thread, an event loop's included. An answer
 * is never greener than what is known: a component that has not been checked, whose probe hangs, or whose last result is
 * older than {@link ProbeSettings#staleAfter()} is not UP, even if every thread of the monitor has died.
 *
 * <pre>{@code
 * HealthMonitor health = HealthMonitor.builder("checkout-service", "v3.4.12")
 *         .required("database", DatabaseProbe.of(dataSource))
 *         .optional("queue", probe -> depth() < 1_000 ? up().with("depth", depth()) : degraded(BACKLOG, "Queue is long"))
 *         .start();
 * }</pre>
 *
 * <p>A monitor uses one scheduler thread and, while probes run, one daemon thread for each of those, all named {@code
 * plimsoll-...}.
 */
public final class HealthMonitor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HealthMonitor.class);
    private static final Gate DRAINING = Gate.closed("Draining");
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final int BATCH = 16;
    private static final Duration BATCH_DELAY = Duration.ofMillis(50);

    private final Timing timing;
    private final @Nullable SystemTime ownTime;
    private final List<ProbeLoop> loops = new ArrayList<>();
    private final List<GuardedListener<HealthListener>> listeners = new CopyOnWriteArrayList<>();
    private final EventIds eventIds = new EventIds(ThreadLocalRandom.current().nextInt());
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final LatestSnapshot latest;
    private final Journal journal;
    private final @Nullable PanicBoard panic;
    private final List<PanicButton> mutes; // one for each component, or none at all
    private final Duration shortestInterval;
    private final Set<String> otherServices;
    private final AtomicReference<@Nullable Long> drainingSinceNanos = new AtomicReference<>();

    HealthMonitor(
            Snapshot.Identity identity,
            List<Component> components,
            Timing timing,
            @Nullable SystemTime ownTime,
            DoubleSupplier random,
            JournalSettings journalSettings,
            @Nullable PanicBoard panic) {
        this.timing = timing;
        this.ownTime = ownTime;
        this.panic = panic;
        mutes = panic == null
                ? List.of()
                : components.stream()
                        .map(component -> panic.declare(PanicBoard.mute(component.name())))
                        .toList();
        Instant now = timing.clock().instant();
        List<Snapshot.Entry> entries = new ArrayList<>();
        for (Component component : components) {
            var loop = new ProbeLoop(component, timing, random, new Publisher(entries.size()));
            loops.add(loop);
            entries.add(entry(loop, now, null, isMuted(entries.size())));
        }
        latest = new LatestSnapshot(
                Snapshot.of(identity, entries, now, timing.ticker().nanos()),
                timing,
                eventIds,
                transition -> tell(listener -> listener.changed(transition)));
        journal = new Journal(
                timing,
                journalSettings,
                eventIds::next,
                components.stream()
                        .collect(Collectors.toMap(
                                Component::name, component -> component.probe().layer())));
        otherServices = components.stream()
                .filter(component -> component.probe().asksAnotherService())
                .map(Component::name)
                .collect(Collectors.toUnmodifiableSet());
        shortestInterval = components.stream()
                .map(component -> component.settings().interval())
                .min(Duration::compareTo)
                .orElse(ProbeSettings.defaults().interval());
    }

    /** Begins a monitor for the named service; both texts are shown in every answer. */
    public static HealthMonitorBuilder builder(String service, String version) {
        return new HealthMonitorBuilder(service, version);
    }

    /** All that is known now. The same instance until something changes. */
    public HealthReport report() {
        return latest.fresh().report();
    }

    /**
     * How one component is, for business code that decides by it.
     *
     * @throws IllegalArgumentException if no component has that name
     */
    public Status status(String component) {
        ComponentHealth health = report().components().get(component);
        if (health == null) {
            throw new IllegalArgumentException("no component is named '" + component + "'; there are "
                    + report().components().keySet());
        }
        return health.status();
    }

    /** Liveness: closed only when nothing but a restart of this JVM helps. Knows no dependency. */
    public Gate alive() {
        return latest.fresh().alive();
    }

    /**
     * Startup: open for good once every required component has been UP; one that is muted does not count meanwhile. For those who wait, not for a platform that kills who
     * takes too long: see {@link KubernetesProbes}.
     */
    public Gate started() {
        return latest.fresh().started();
    }

    /**
     * Readiness: open once every required component has been UP, until {@link #drain()}. A dependency that fails later does
     * not close it, since that would take out every instance at once; a local finding does if that was asked for.
     */
    public Gate ready() {
        return ready(latest.fresh());
    }

    /**
     * The same seen without some components: verdict and gates are those of the others alone. Changes nothing here.
     *
     * @param names of components to leave out; a name that no component has leaves nothing out
     */
    public HealthView without(Set<String> names) {
        return new HealthView(this, latest, Set.copyOf(names));
    }

    /**
     * The names of the components that are another service's health.
     *
     * @see Probe#asksAnotherService()
     */
    public Set<String> otherServices() {
        return otherServices;
    }

    /** How long ago that was, by the wall clock; for display. A bare number, because every answer needs it. */
    public long ageMillis(Instant foundOut) {
        return Math.max(0, timing.clock().millis() - foundOut.toEpochMilli());
    }

    /** The shortest interval of all components: sooner than that, asking again is of no use. */
    public Duration shortestInterval() {
        return shortestInterval;
    }

    /** What happened, with evidence, for those with access to details; and where to note what was changed. */
    public Journal journal() {
        return journal;
    }

    /** How many probes are inside right now. */
    public int runningProbes() {
        return running.get();
    }

    /** Tells the listener of everything from now on. */
    public void listen(HealthListener listener) {
        listeners.add(new GuardedListener<>(requireNonNull(listener, "listener"), timing.executor()));
    }

    /**
     * Closes {@link #ready()} at once and for good, so that traffic goes elsewhere; all else goes on. Idempotent. To stop a
     * service, use {@link Drain}, which also waits until that has been noticed.
     */
    public void drain() {
        drainingSinceNanos.compareAndSet(null, timing.ticker().nanos());
    }

    public boolean isDraining() {
        return drainingSinceNanos.get() != null;
    }

    /**
     * Drains, stops all probes and closes them, waiting at most 2 s for that. Clocks and threads that were handed in are left
     * alone. Reports are soon stale after this. Idempotent.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        drain();
        loops.forEach(ProbeLoop::close);
        var done = new CountDownLatch(loops.size());
        for (ProbeLoop loop : loops) {
            onExecutor(() -> {
                try {
                    loop.component().probe().close();
                } catch (Throwable thrown) {
                    log.warn("Closing the probe of {} failed", loop.component().name(), thrown);
                } finally {
                    done.countDown();
                }
            });
        }
        try {
            if (!done.await(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("{} probes did not close within {}", done.getCount(), Durations.show(CLOSE_LIMIT));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (ownTime != null) {
            ownTime.close();
        }
        end.complete(null);
    }

    /** For how long it has been draining; zero if it is not. */
    Duration drainingFor() {
        Long since = drainingSinceNanos.get();
        return since == null ? Duration.ZERO : Duration.ofNanos(timing.ticker().nanos() - since);
    }

    /** Runs the task, which may be foreign code, after the delay; forgets it if the monitor closes before. */
    void after(Duration delay, Runnable task) {
        timing.scheduler().schedule(delay, () -> onExecutor(task));
    }

    /** Runs the task when the monitor has closed, at once if it is closed already. */
    void whenClosed(Runnable task) {
        var unused = end.thenRun(task);
    }

    Gate ready(Snapshot snapshot) {
        return isDraining() ? DRAINING : snapshot.ready();
    }

    /** As they were configured, in the order in which they are shown. */
    List<Component> components() {
        return loops.stream().map(ProbeLoop::component).toList();
    }

    void begin(List<HealthListener> first) {
        journal.note("start", "version " + report().version() + " started");
        listen(new TransitionLog(timing.ticker()));
        listen(journal.listener());
        first.forEach(this::listen);
        if (panic != null) {
            panic.listen(new PanicNotes(journal));
            var muting = new MuteListener(mutes, latest::mute);
            panic.listen(muting);
            muting.catchUp();
        }
        for (ProbeLoop loop : loops) {
            loop.component().probe().open(timing);
        }
        for (int i = 0; i < loops.size(); i++) {
            loops.get(i).start(BATCH_DELAY.multipliedBy(i / BATCH));
        }
    }

    private boolean isMuted(int index) {
        return !mutes.isEmpty() && mutes.get(index).isPressed();
    }

    private Snapshot.Entry successor(ProbeLoop loop, int index, ComponentHealth before, Instant now) {
        Verdict verdict = loop.verdict();
        boolean sameStatus = before.status() == Snapshot.shown(loop.component(), verdict.status());
        boolean same = sameStatus && before.code() == verdict.finding().code();
        return entry(
                loop, sameStatus ? before.since() : now, same ? before.eventId() : eventIds.next(), isMuted(index));
    }

    private static Snapshot.Entry entry(ProbeLoop loop, Instant since, @Nullable String eventId, boolean muted) {
        Component component = loop.component();
        Verdict verdict = loop.verdict();
        var health = new ComponentHealth(
                component.name(),
                component.required(),
                Snapshot.shown(component, verdict.status()),
                verdict.finding(),
                verdict.latency(),
                since,
                verdict.checkedAt(),
                eventId,
                loop.executions());
        return new Snapshot.Entry(component, health, verdict.everUp(), loop.expires(), loop.validUntilNanos(), muted);
    }

    private void tell(Consumer<HealthListener> event) {
        for (GuardedListener<HealthListener> listener : listeners) {
            listener.tell(event);
        }
    }

    private void onExecutor(Runnable task) {
        try {
            timing.executor().execute(task);
        } catch (RuntimeException | OutOfMemoryError noThread) {
            task.run();
        }
    }

    private final class Publisher implements ProbeLoop.Observer {

        private final int index;

        Publisher(int index) {
            this.index = index;
        }

        @Override
        public void started() {
            running.incrementAndGet();
        }

        @Override
        public void ended() {
            running.decrementAndGet();
        }

        @Override
        public void concluded(ProbeLoop loop, ProbeResult result) {
            latest.update(index, (before, now) -> successor(loop, index, before, now));
            tell(listener -> listener.probed(result));
        }

        @Override
        public void hung(ProbeLoop loop) {
            latest.update(index, (before, now) -> successor(loop, index, before, now));
        }

        @Override
        public void failed(ProbeLoop loop, Throwable thrown) {
            timing.executor()
                    .execute(() -> log.error(
                            "A step of the loop of {} failed; the loop goes on",
                            loop.component().name(),
                            thrown));
        }
    }
}
