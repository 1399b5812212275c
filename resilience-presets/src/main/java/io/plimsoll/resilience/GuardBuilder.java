package io.plimsoll.resilience;

import static java.util.Objects.requireNonNull;

import io.plimsoll.panic.PanicBoard;
import io.plimsoll.resilience.budget.RetryBudget;
import io.plimsoll.time.Ticker;
import io.plimsoll.time.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a guard is made of besides its preset. Not safe for concurrent use. */
public final class GuardBuilder {

    /** The name of the button that stops the retries of all guards that know the board. */
    public static final String STOP_RETRIES = "stop-retries";

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

    final String name;
    final Preset preset;
    final List<CallContext> contexts = new ArrayList<>(List.of(new MdcContext()));
    final List<GuardListener> listeners = new ArrayList<>();

    @Nullable
    Timing timing;

    DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
    Waiting waiting = Waiting.real();
    private @Nullable RetryBudget budget;
    private @Nullable PanicBoard panic;

    GuardBuilder(String name, Preset preset) {
        this.name = requireNonNull(name, "name");
        this.preset = requireNonNull(preset, "preset");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' cannot name a guard: it must match " + NAME);
        }
        preset.requireConsistent(name);
    }

    /** Replaces clocks and threads, which the guard then does not close. Default: the system's, with a thread of its own. */
    public GuardBuilder timing(Timing newTiming) {
        timing = requireNonNull(newTiming, "timing");
        return this;
    }

    /** Shares a budget with other guards of the same dependency, instead of what the preset says. */
    public GuardBuilder budget(RetryBudget shared) {
        budget = requireNonNull(shared, "budget");
        return this;
    }

    /**
     * Gives the guard its buttons on that board, which may be handed to all guards alike: calls that users can do without ({@link
     * Preset#analytics()}) are off while the button of the guard's name is pressed, and nobody makes a second attempt while {@value
     * #STOP_RETRIES} is. The board has these buttons from then on. Calls that are needed have no button by this: who wants one
     * says {@link Preset#offWhile(io.plimsoll.panic.PanicButton)}.
     */
    public GuardBuilder panic(PanicBoard board) {
        panic = requireNonNull(board, "board");
        return this;
    }

    /** Takes more than the MDC along to the later attempts of an asynchronous call. */
    public GuardBuilder context(CallContext context) {
        contexts.add(requireNonNull(context, "context"));
        return this;
    }

    /** Is told everything from the start. */
    public GuardBuilder listener(GuardListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    /** Random numbers for jitter and ramps, from 0, inclusive, to 1, exclusive; drawn by many threads. */
    public GuardBuilder random(DoubleSupplier newRandom) {
        random = requireNonNull(newRandom, "random");
        return this;
    }

    /** The guard, ready to be used. */
    public Guard build() {
        return new Guard(this);
    }

    GuardBuilder waiting(Waiting newWaiting) {
        waiting = newWaiting;
        return this;
    }

    Preset withButtons() {
        if (panic == null) {
            return preset;
        }
        Preset more = preset.isOptional() ? preset.offWhile(panic.declare(name)) : preset;
        return more.attempts() > 1 ? more.withoutRetriesWhile(panic.declare(STOP_RETRIES)) : more;
    }

    RetryBudget budget(Ticker ticker) {
        return budget == null ? RetryBudget.of(preset.budgetShare(), preset.budgetFloor(), ticker) : budget;
    }
}
