package io.plimsoll.panic;

import static java.util.Objects.requireNonNull;

import io.plimsoll.time.GuardedListener;
import io.plimsoll.time.Scheduler.Scheduled;
import io.plimsoll.time.SystemTime;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The buttons of a service.
 *
 * <pre>{@code
 * PanicBoard panic = PanicBoard.of("recommendations", "shed-traffic");
 * Lease lease = panic.button("recommendations").press(by("alice", "INC-4711").lasting(ofMinutes(30)));
 * }</pre>
 *
 * <p><b>Leases.</b> A button is pressed while any lease of it is live. Every lease ends by itself, by a timer that was set when
 * it began or when this board first heard of it: neither a wall clock that is set nor a pause of this JVM moves that end, and
 * what became due in a pause is over right after it. Five minutes before nothing holds a button down any more, listeners and log
 * are warned; whoever pressed for less than that knows.
 *
 * <p><b>Sharing.</b> What a {@link PanicStore} brings is united with what is here: nothing is ever released because it is
 * missing elsewhere, and a store that is gone stops nobody from pressing.
 *
 * <p><b>Threads.</b> To ask is one volatile read. All changes are made under one lock that nobody holds for longer than a change
 * takes; listeners and the store are called aside. A board uses one scheduler thread.
 */
public final class PanicBoard implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("(mute:)?[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final String MUTE = "mute:";
    private static final Duration USUAL = Duration.ofMinutes(30);
    private static final long WARNING_NANOS = Duration.ofMinutes(5).toNanos();
    private static final long REMEMBERED_NANOS = Duration.ofMinutes(10).toNanos();
    private static final int MOST_LEASES = 1_000;
    private static final int MOST_UNKNOWN = 100;

    private final Timing timing;
    private final @Nullable SystemTime ownTime;
    private final Duration maximum;
    private final List<GuardedListener<PanicListener>> listeners = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();
    private final Map<String, PanicButton> unknown = new LinkedHashMap<>(); // guarded by lock
    private volatile Map<String, PanicButton> buttons = Map.of(); // written under lock
    private volatile @Nullable Sharing sharing; // written under lock
    private volatile boolean closed;

    private record Sharing(PanicStore store, GuardedListener<PanicStore> told) {}

    PanicBoard(PanicBoardBuilder made) {
        maximum = made.maximum;
        ownTime = made.timing == null ? SystemTime.start() : null;
        timing = ownTime == null ? requireNonNull(made.timing) : ownTime.timing();
        listen(new PanicLog());
        made.names.forEach(this::declare);
    }

    /** A board with these buttons, the real time, and leases of at most 4 hours. */
    public static PanicBoard of(String... buttons) {
        return builder(buttons).build();
    }

    /** Begins a board with these buttons. */
    public static PanicBoardBuilder builder(String... buttons) {
        return new PanicBoardBuilder(List.of(buttons));
    }

    /**
     * The name of the button by which a component leaves the verdict on a service's health.
     *
     * @see io.plimsoll.health.monitor.HealthMonitorBuilder#panic
     */
    public static String mute(String component) {
        return MUTE + component;
    }

    /**
     * The button of that name.
     *
     * @throws IllegalArgumentException if there is none; the message lists those that there are
     */
    public PanicButton button(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no button is named '" + name + "'; there are " + buttons.keySet()));
    }

    /** The button of that name, if there is one: for names from outside. */
    public Optional<PanicButton> find(String name) {
        return Optional.ofNullable(buttons.get(requireNonNull(name, "name")));
    }

    /**
     * The button of that name, which is there from now on: for what brings a button of its own, as a guard does. What the
     * fleet has heard of it already holds at once.
     *
     * @param name {@code A-Z a-z 0-9 _ -}, at most 64 of them, the first one a letter
     */
    public PanicButton declare(String name) {
        requireName(name);
        return change(() -> {
            PanicButton known = buttons.get(name);
            if (known != null) {
                return known;
            }
            PanicButton heardOf = unknown.remove(name);
            PanicButton button = heardOf == null ? new PanicButton(this, name) : heardOf;
            var more = new LinkedHashMap<>(buttons);
            more.put(name, button);
            buttons = more;
            button.leases().forEach(lease -> tell(button, listener -> listener.pressed(lease)));
            return button;
        });
    }

    /** All buttons, in the order in which they were named. */
    public List<PanicButton> buttons() {
        return List.copyOf(buttons.values());
    }

    /** How long a lease can last at most, counted from when it is pressed or extended. */
    public Duration maximum() {
        return maximum;
    }

    /** How long a lease lasts that does not say: 30 minutes, or the maximum if that is less. */
    public Duration usual() {
        return USUAL.compareTo(maximum) < 0 ? USUAL : maximum;
    }

    /** Tells the listener of everything from now on. */
    public void listen(PanicListener listener) {
        listeners.add(new GuardedListener<>(requireNonNull(listener, "listener"), timing.executor()));
    }

    /**
     * Shares leases by this store from now on; the board closes it.
     *
     * @return this
     * @throws IllegalStateException if it is shared already, or closed
     */
    public PanicBoard sharedBy(PanicStore store) {
        requireNonNull(store, "store");
        synchronized (lock) {
            requireOpen();
            if (sharing != null) {
                throw new IllegalStateException(
                        "the board is shared by a store already; half of the fleet would be told");
            }
            sharing = new Sharing(store, new GuardedListener<>(store, timing.executor()));
        }
        store.open(this, timing);
        return this;
    }

    /**
     * All leases whose time is not over, and for some hours more those that somebody has released, with those of buttons that only
     * others have: what a store that has lost its data must be told.
     */
    public List<Lease> leases() {
        synchronized (lock) {
            long now = nanos();
            var all = new ArrayList<Lease>();
            for (Map<String, PanicButton> some : List.of(buttons, unknown)) {
                for (PanicButton button : some.values()) {
                    for (Held held : button.held().values()) {
                        if (held.lease().isReleased() || held.endNanos() - now > 0) {
                            all.add(held.lease());
                        }
                    }
                }
            }
            return all;
        }
    }

    /**
     * Adds what others know. What is known already changes nothing, what is over is left out, and what would last longer than
     * this board's {@link #maximum()} ends here after that.
     *
     * @param others in any order, as often as one likes
     * @param storeNow what the store's clock showed when they were read: what is left of a lease is measured from there, once
     */
    public void merge(Collection<Lease> others, Instant storeNow) {
        requireNonNull(storeNow, "storeNow");
        change(() -> {
            if (!closed) {
                others.forEach(other -> mergeOne(other, storeNow));
            }
            return others;
        });
    }

    /** Stops the timers and closes the store; buttons stay as they are, and nothing can be pressed any more. Idempotent. */
    @Override
    public void close() {
        Sharing ended;
        synchronized (lock) {
            closed = true;
            ended = sharing;
            sharing = null;
        }
        if (ended != null) {
            ended.store.close();
        }
        if (ownTime != null) {
            ownTime.close();
        }
    }

    long nanos() {
        return timing.ticker().nanos();
    }

    Lease press(PanicButton button, Press press) {
        Duration lasting = requireLasting(press.lasting() == null ? usual() : press.lasting());
        Instant now = now();
        return change(() -> {
            requireOpen();
            if (!hasRoom(button)) {
                throw new IllegalStateException("button '" + button.name() + "' has " + MOST_LEASES
                        + " live leases already; whatever presses it does not stop, and is not pressed once more");
            }
            Lease lease = Lease.of(UUID.randomUUID().toString(), button.name(), press, now, now.plus(lasting));
            hold(button, lease, lasting);
            publish(button, false);
            tell(button, listener -> listener.pressed(lease));
            share(lease);
            return lease;
        });
    }

    /** Its end is moved by as much as its timer is, whatever the wall clock says by now. */
    Optional<Lease> extend(PanicButton button, String id, String by, Duration lasting) {
        requireLasting(lasting);
        return change(() -> {
            requireOpen();
            Held known = button.held().get(id);
            if (known == null || !known.isLive()) {
                return Optional.empty();
            }
            Duration more = lasting.minusNanos(known.endNanos() - nanos());
            if (more.isNegative() || more.isZero()) {
                throw new IllegalArgumentException("the lease lasts longer than " + lasting
                        + " from now already; to end it sooner, release it and press again");
            }
            Lease lease = known.lease().extended(known.lease().until().plus(more), by);
            hold(button, lease, lasting);
            publish(button, false);
            tell(button, listener -> listener.extended(lease));
            share(lease);
            return Optional.of(lease);
        });
    }

    List<Lease> release(PanicButton button, String by, Predicate<Lease> which) {
        return change(() -> {
            var released = new ArrayList<Lease>();
            for (Map.Entry<String, Held> entry : button.held().entrySet()) {
                Held known = entry.getValue();
                if (known.isLive() && which.test(known.lease())) {
                    Lease lease = known.lease().released(by);
                    entry.setValue(known.released(lease));
                    released.add(lease);
                }
            }
            publish(button, false);
            for (Lease lease : released) {
                tell(button, listener -> listener.released(lease));
                share(lease);
            }
            return List.copyOf(released);
        });
    }

    /** The time of a lease has come, or seems to have. */
    void end(PanicButton button, String id) {
        change(() -> {
            Held known = button.held().get(id);
            if (known != null && known.isLive() && known.endNanos() - nanos() <= 0) {
                known.over();
                publish(button, true);
                tell(button, listener -> listener.ended(known.lease()));
            }
            return button;
        });
    }

    static String requireName(String name) {
        if (!NAME.matcher(requireNonNull(name, "name")).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot name a button: it must match " + NAME + ", since it becomes part of paths");
        }
        return name;
    }

    private void mergeOne(Lease other, Instant storeNow) {
        PanicButton button = buttons.get(other.button());
        if (button == null) {
            button = unknown.get(other.button());
        }
        Held known = button == null ? null : button.held().get(other.id());
        Lease lease = known == null ? other : known.lease().merge(other);
        Duration left = Duration.between(storeNow, lease.until());
        boolean isOver = left.isNegative() || left.isZero();
        if (known == null ? isOver : lease.equals(known.lease())) {
            return;
        }
        if (button == null) {
            if (unknown.size() >= MOST_UNKNOWN) {
                return;
            }
            button = new PanicButton(this, other.button());
            unknown.put(other.button(), button);
        }
        if (known == null && !hasRoom(button)) {
            return;
        }
        boolean wasLive = known != null && known.isLive();
        boolean moved = known == null || !lease.until().equals(known.lease().until());
        if (moved && !isOver) {
            hold(button, lease, left.compareTo(maximum) < 0 ? left : maximum);
        } else if (known != null && lease.isReleased()) {
            button.held().put(lease.id(), known.released(lease));
        } else {
            // An end that has passed while it was on its way moves nothing: the timer that is set will find it.
            return;
        }
        tellMerged(button, lease, wasLive);
    }

    private void tellMerged(PanicButton button, Lease lease, boolean wasLive) {
        publish(button, false);
        if (lease.isReleased()) {
            if (wasLive) {
                tell(button, listener -> listener.released(lease));
            }
        } else if (wasLive) {
            tell(button, listener -> listener.extended(lease));
        } else {
            tell(button, listener -> listener.pressed(lease));
        }
    }

    /** Puts a lease in the place of what was known of it. Its timers are set before: without them it would never end. */
    private void hold(PanicButton button, Lease lease, Duration left) {
        long nanos = left.toNanos();
        boolean warns = nanos > WARNING_NANOS;
        Held fresh = lease.isReleased()
                ? new Held(lease, nanos() + nanos, () -> {}, () -> {}, false)
                : new Held(
                        lease,
                        nanos() + nanos,
                        after(nanos, () -> end(button, lease.id())),
                        warns ? after(nanos - WARNING_NANOS, () -> warn(button)) : () -> {},
                        warns);
        Held before = button.held().put(lease.id(), fresh);
        if (before != null) {
            before.cancel();
        }
    }

    private Scheduled after(long nanos, Runnable task) {
        return timing.scheduler().schedule(Duration.ofNanos(nanos), task);
    }

    private void warn(PanicButton button) {
        change(() -> {
            warnIfLast(button);
            return button;
        });
    }

    private void publish(PanicButton button, boolean byTime) {
        button.publish(byTime);
        warnIfLast(button);
    }

    /** Of what holds a button down, only the last to end is worth a warning. */
    private void warnIfLast(PanicButton button) {
        Held last = null;
        for (Held held : button.held().values()) {
            if (held.isLive() && (last == null || held.endNanos() - last.endNanos() > 0)) {
                last = held;
            }
        }
        if (last != null) {
            Lease lease = last.lease();
            long left = last.endNanos() - nanos();
            if (left > 0 && left <= WARNING_NANOS && last.takeWarning()) {
                tell(button, listener -> listener.ending(lease));
            }
        }
    }

    /**
     * Forgets what has been over for so long that nobody brings it up again, and, if there still is no room, the oldest that
     * holds nothing any more.
     */
    private boolean hasRoom(PanicButton button) {
        long now = nanos();
        Collection<Held> all = button.held().values();
        all.removeIf(held -> now - held.endNanos() >= rememberedNanos(held));
        if (all.size() >= MOST_LEASES) {
            all.stream().filter(held -> !held.isLive()).findFirst().ifPresent(all::remove);
        }
        return all.size() < MOST_LEASES;
    }

    /** Who was cut off when a lease was released may have extended it by the maximum: they must hear of the release even so. */
    private long rememberedNanos(Held held) {
        return held.lease().isReleased() ? maximum.toNanos() : REMEMBERED_NANOS;
    }

    private void tell(PanicButton button, Consumer<PanicListener> event) {
        if (buttons.containsKey(button.name())) {
            listeners.forEach(listener -> listener.add(event));
        }
    }

    private void share(Lease lease) {
        Sharing shared = sharing;
        if (shared != null) {
            shared.told.add(store -> store.changed(lease));
        }
    }

    /** Changes what is held, and then has those told who are to be told of it, who may well change something in turn. */
    private <T> T change(Supplier<T> change) {
        T result;
        synchronized (lock) {
            result = change.get();
        }
        listeners.forEach(GuardedListener::wake);
        Sharing shared = sharing;
        if (shared != null) {
            shared.told.wake();
        }
        return result;
    }

    private Instant now() {
        Sharing shared = sharing;
        return shared == null ? timing.clock().instant() : shared.store.now();
    }

    private Duration requireLasting(Duration lasting) {
        if (lasting.isNegative() || lasting.isZero() || lasting.compareTo(maximum) > 0) {
            throw new IllegalArgumentException("a lease must last longer than zero and at most "
                    + maximum.toMinutes() + " min, but this one " + lasting
                    + "; what nobody looks after must end by itself, and can be extended");
        }
        return lasting;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the board is closed: nothing would end the lease");
        }
    }
}
