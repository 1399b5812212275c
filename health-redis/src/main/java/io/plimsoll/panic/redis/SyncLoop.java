package io.plimsoll.panic.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.redis.wire.Refusal;
import io.plimsoll.health.redis.wire.Wire;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.redis.Session.Polled;
import io.plimsoll.time.Scheduler.Scheduled;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one board in step with Redis.
 *
 * <p>All is done in turns on the executor, one at a time, so nothing here is written by two threads. A turn that is due connects
 * if there is no session, asks for messages, polls, reads if anything changed, and removes what is superfluous. Every turn, due
 * or not, hands what was heard to the board and writes what Redis does not know. A turn is due by the scheduler: at every
 * poll, and soon after a link was lost or an attempt failed. A change of the board only asks for a turn.
 *
 * <p>A session in which anything was not answered in time is closed, since a late answer would be taken for that to
 * another question. An error reply leaves it open. Whatever happens in a turn, the scheduler has the next one already.
 */
final class SyncLoop {

    /** How soon to try again after an attempt: as with the probe, near 1 s whatever the outage lasted. */
    private static final Duration AGAIN = Duration.ofSeconds(1);
    /** The first time, the JVM loads some thousand classes of the client between question and answer. */
    private static final Duration COLD_START = Duration.ofSeconds(5);
    /** Whoever may not send messages is asked about it again after that, with a new session. */
    private static final Duration HINTS_AGAIN = Duration.ofMinutes(1);

    /** What may be over any moment. With anything else, to try more often than one polls would only be a load. */
    private static final Set<Code> SOON_OVER = EnumSet.of(Code.TIMEOUT, Code.REFUSED, Code.DNS, Code.LOADING);

    private static final int MOST_HEARD = 1_024;
    private static final String WANTED = "share buttons";

    private final RedisURI uri;
    private final SslOptions ssl;
    private final String key;
    private final Duration poll;
    private final Duration limit;
    private final PanicBoard board;
    private final Timing timing;
    private final DoubleSupplier random;
    private final Runnable turned;
    private final Turns turns;
    private final SyncLog log;

    private final Queue<String> heard = new ArrayBlockingQueue<>(MOST_HEARD);
    private final Shared shared = new Shared(); // by the turn only, as all down to the lock
    private @Nullable String version;
    private boolean cold = true;
    private @Nullable Finding unheard; // why messages are not heard
    private @Nullable Finding untold; // why messages are not sent
    private long unheardNanos;

    private final Object lock = new Object();
    private @Nullable Scheduled next; // guarded by lock
    private int users; // guarded by lock: of the client, the turn that runs and whoever closes
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable Wire wire; // written by the turn
    private volatile @Nullable Session session; // written by the turn
    private volatile @Nullable RedisClock clock; // written by the turn
    private volatile Sync sync; // written by the turn

    /** @param turned is called after every turn, on its thread */
    SyncLoop(RedisPanicStore.Builder made, PanicBoard board, Timing timing, DoubleSupplier random, Runnable turned) {
        this.uri = made.uri;
        this.ssl = made.ssl;
        this.key = made.key();
        this.poll = made.poll;
        this.limit = made.limit;
        this.board = board;
        this.timing = timing;
        this.random = random;
        this.turned = turned;
        this.turns = new Turns(timing.executor(), this::turn);
        this.log = new SyncLog(made.fleet, made.server());
        this.sync = Sync.notYet(timing.ticker().nanos());
    }

    void start() {
        tick();
    }

    /** The board knows something new. */
    void ask() {
        turns.ask();
    }

    Sync sync() {
        return sync;
    }

    /** The time of Redis; {@code null} before it was heard for the first time. */
    @Nullable
    Instant now() {
        RedisClock known = clock;
        return known == null ? null : known.at(timing.ticker().nanos());
    }

    /** Without waiting. The client is closed by whoever is the last to use it: this, or the turn that runs. */
    void close() {
        synchronized (lock) {
            closed = true;
            users++;
            if (next != null) {
                next.cancel();
            }
        }
        endSession();
        leave();
    }

    private void tick() {
        due.set(true);
        // So much less that a poll of a busy machine is over by then, and by chance, so that a fleet does not fall into
        // step.
        dueAfter(between(0.75, 0.9, poll));
        turns.ask();
    }

    private void dueAfter(Duration delay) {
        synchronized (lock) {
            if (next != null) {
                next.cancel();
            }
            if (!closed) {
                next = timing.scheduler().schedule(delay, this::tick);
            }
        }
    }

    private Duration between(double least, double most, Duration of) {
        return Duration.ofNanos((long) (of.toNanos() * (least + (most - least) * random.getAsDouble())));
    }

    /** On the client's thread. Not of one that was given up: then it is clear when to try again. */
    private void lost(Session which) {
        if (session == which && !closed) {
            // A whole fleet notices at once.
            dueAfter(between(0, 1, AGAIN));
        }
    }

    /** On the client's thread. */
    private void hear(String text) {
        if (!heard.offer(text)) {
            // What does not fit is found by reading.
            due.set(true);
        }
        turns.ask();
    }

    private void turn() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            users++;
        }
        boolean isDue = due.getAndSet(false);
        try {
            if (connected(isDue)) {
                takeHeard();
                if (isDue) {
                    pollAll();
                }
                add();
                if (isDue) {
                    succeeded();
                }
            }
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException late) {
            failed(Refusal.silence(), true);
        } catch (ExecutionException failure) {
            failed(failure.getCause() == null ? failure : failure.getCause());
        } catch (RuntimeException failure) {
            failed(failure);
        } finally {
            if (closed) {
                endSession();
            }
            leave();
            turned.run();
        }
    }

    private boolean connected(boolean isDue) throws InterruptedException, ExecutionException, TimeoutException {
        Session known = session;
        boolean tryHints = isDue && unheard != null && timing.ticker().nanos() - unheardNanos >= HINTS_AGAIN.toNanos();
        if (known != null && known.isOpen() && !tryHints) {
            return true;
        }
        if (!isDue) {
            return false;
        }
        endSession();
        heard.clear();
        Duration first = cold && COLD_START.compareTo(limit) > 0 ? COLD_START : limit;
        var fresh = new Session(wire(), uri, key, first, timing.ticker());
        session = fresh;
        if (closed) {
            fresh.close();
        }
        fresh.awaitOpen();
        version = null;
        askForMessages(fresh);
        fresh.onLoss(() -> lost(fresh));
        return true;
    }

    private void askForMessages(Session fresh) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            fresh.hear(this::hear);
            unheard = null;
        } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof RedisCommandExecutionException refused)) {
                throw failure;
            }
            fresh.hearNothing();
            unheard = Refusal.of(refused, "hear messages");
            unheardNanos = timing.ticker().nanos();
        }
        hints();
    }

    private void hints() {
        Finding refused = unheard == null ? untold : unheard;
        sync = sync.hints(refused);
        log.hints(refused);
    }

    private void takeHeard() {
        Instant now = now();
        if (now == null) {
            // What comes before the first poll is found by it.
            return;
        }
        var leases = new ArrayList<Lease>();
        for (String text = heard.poll(); text != null; text = heard.poll()) {
            try {
                leases.add(LeaseText.read(text));
            } catch (IllegalArgumentException noLease) {
                // The channel is open to whoever may publish; what counts is what is read.
            }
        }
        if (!leases.isEmpty()) {
            leases.forEach(shared::presume);
            board.merge(leases, now);
        }
    }

    private void pollAll() throws InterruptedException, ExecutionException, TimeoutException {
        Session used = used();
        Polled polled = used.poll();
        RedisClock known = clock;
        RedisClock newer = known == null ? polled.clock() : known.next(polled.clock());
        clock = newer;
        if (polled.version() == null || !polled.version().equals(version) || polled.size() != shared.size()) {
            shared.read(used.readAll(polled.size()));
            // Whatever was added between the two is of another version, and read again.
            version = polled.version();
            log.strange(shared.strange());
            board.merge(shared.leases(), newer.at(timing.ticker().nanos()));
        }
        shared.presumeNothing();
        List<String> superfluous = shared.superfluous(newer.at(timing.ticker().nanos()));
        if (!superfluous.isEmpty()) {
            used.remove(superfluous);
            shared.remove(superfluous);
        }
        if (used.hears()) {
            used.confirmHearing();
        }
    }

    private void add() throws InterruptedException, ExecutionException, TimeoutException {
        Instant now = now();
        if (now == null) {
            return;
        }
        List<Lease> missing = shared.missing(board.leases(), now);
        if (missing.isEmpty()) {
            return;
        }
        Throwable refused = used().add(missing.stream().map(LeaseText::write).toList());
        missing.forEach(shared::presume);
        if (missing.size() <= Session.MOST_MESSAGES) {
            untold = refused == null ? null : Refusal.of(refused, "send messages");
            hints();
        }
    }

    private void succeeded() {
        Instant now = now();
        if (now == null) {
            return;
        }
        cold = false;
        used().limit(limit);
        sync = sync.done(
                timing.ticker().nanos(), Duration.between(timing.clock().instant(), now));
        log.shared();
    }

    private void failed(Throwable why) {
        if (closed) {
            return;
        }
        Session used = session;
        String lastWords = used == null ? null : used.lastWords();
        Finding finding = Refusal.of(why, WANTED);
        if (why instanceof Session.TooManyException) {
            finding = Finding.down(Code.BAD_RESPONSE, "Redis has more than a fleet can have pressed: delete the key")
                    .causedBy(why);
        } else if (finding == null) {
            finding = Finding.down(Code.PROBE_FAILED, "An attempt to share them failed")
                    .causedBy(why);
        } else if (Refusal.isLoss(finding) && lastWords != null) {
            finding = Refusal.answered(lastWords, WANTED);
        }
        // A demoted primary is asked no more: its name may lead to the new one.
        failed(finding, !(why instanceof RedisCommandExecutionException) || finding.code() == Code.READ_ONLY);
    }

    /** @param lost whether the session is of no use any more */
    private void failed(Finding why, boolean lost) {
        if (closed) {
            return;
        }
        sync = sync.failed(why);
        log.notShared(why);
        if (lost) {
            endSession();
            if (why.code() != null && SOON_OVER.contains(why.code())) {
                dueAfter(between(0.5, 1, AGAIN));
            }
        }
    }

    private Session used() {
        Session used = session;
        if (used == null) {
            throw new IllegalStateException("there is no session");
        }
        return used;
    }

    private Wire wire() {
        Wire started = wire;
        if (started == null) {
            started = new Wire("plimsoll-panic", ssl);
            wire = started;
        }
        return started;
    }

    private void leave() {
        boolean last;
        synchronized (lock) {
            users--;
            last = closed && users == 0;
        }
        Wire used = wire;
        if (last && used != null) {
            used.close();
        }
    }

    private void endSession() {
        Session ended = session;
        session = null;
        if (ended != null) {
            ended.close();
        }
    }
}
