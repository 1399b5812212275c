package io.plimsoll.panic;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Is pressed while any live lease of it exists. To ask is one volatile read, from any thread; there is no clock to read, since
 * leases are ended by a timer.
 *
 * <p>To press, extend and release never waits: what a fleet shares is told aside.
 */
public final class PanicButton implements BooleanSupplier {

    /**
     * All that readers see besides {@link PanicButton#pressed}.
     *
     * @param expiry how it was let go last; {@code null} while pressed, before it was, and if somebody released it
     */
    record State(List<Lease> leases, @Nullable Expiry expiry) {

        static final State NEVER_PRESSED = new State(List.of(), null);

        boolean pressed() {
            return !leases.isEmpty();
        }
    }

    /** The last lease had its time. Each one is another object. */
    record Expiry(long nanos) {}

    private final PanicBoard board;
    private final String name;
    private final Map<String, Held> held = new LinkedHashMap<>(); // guarded by the board's lock
    private volatile State state = State.NEVER_PRESSED; // written under the board's lock
    private volatile boolean pressed; // as in the state and written after it, so that to ask is one read

    PanicButton(PanicBoard board, String name) {
        this.board = board;
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Whether any live lease holds it down. */
    public boolean isPressed() {
        return pressed;
    }

    /** The same: {@code Preset.analytics().offWhile(button)}. */
    @Override
    public boolean getAsBoolean() {
        return isPressed();
    }

    /** What holds it down, oldest first; empty if it is not pressed. The same instance until something changes. */
    public List<Lease> leases() {
        return state.leases;
    }

    /**
     * Holds it down until the lease ends.
     *
     * @throws IllegalArgumentException if it is to last longer than {@link PanicBoard#maximum()}, or not at all
     * @throws IllegalStateException if the board is closed or 1,000 live leases hold this button already
     */
    public Lease press(Press press) {
        return board.press(this, requireNonNull(press, "press"));
    }

    /**
     * Lets a lease last so long from now on.
     *
     * @param by who; one line of 1 to 64 characters
     * @return the lease as it is now; empty if no live lease of this button has that id
     * @throws IllegalArgumentException if that is no later than its end, longer than {@link PanicBoard#maximum()}, or {@code by} is no such line
     */
    public Optional<Lease> extend(String lease, String by, Duration lasting) {
        return board.extend(
                this, requireNonNull(lease, "lease"), Press.requireName("by", by), requireNonNull(lasting, "lasting"));
    }

    /**
     * Ends one lease before its time; others go on holding the button.
     *
     * @param by who; one line of 1 to 64 characters
     * @return the lease as it was released; empty if no live lease of this button has that id
     */
    public Optional<Lease> release(String lease, String by) {
        requireNonNull(lease, "lease");
        return board
                .release(this, Press.requireName("by", by), each -> each.id().equals(lease))
                .stream()
                .findFirst();
    }

    /**
     * Ends all leases, whoever pressed: the operator's last word.
     *
     * @param by who; one line of 1 to 64 characters
     * @return those that were live
     */
    public List<Lease> releaseAll(String by) {
        return board.release(this, Press.requireName("by", by), each -> true);
    }

    @Override
    public String toString() {
        return "button " + name + (isPressed() ? " (pressed)" : "");
    }

    State state() {
        return state;
    }

    long nanos() {
        return board.nanos();
    }

    /** Guarded by the board's lock, as all that is in there. */
    Map<String, Held> held() {
        return held;
    }

    /**
     * Shows what is held. Under the board's lock.
     *
     * @param byTime whether it is the time of a lease that was over
     */
    void publish(boolean byTime) {
        List<Lease> live =
                held.values().stream().filter(Held::isLive).map(Held::lease).toList();
        State before = state;
        if (!live.isEmpty()) {
            state = new State(live, null);
            pressed = true;
        } else if (before.pressed()) {
            state = new State(live, byTime ? new Expiry(nanos()) : null);
            pressed = false;
        }
    }
}
