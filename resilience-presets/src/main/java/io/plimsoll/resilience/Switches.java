package io.plimsoll.resilience;

import io.plimsoll.panic.PanicButton;
import io.plimsoll.panic.Ramp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/**
 * What people can switch off about calls. One that is on is enough.
 *
 * @param off no calls
 * @param buttons those of them that are buttons: after a lease has ended, calls come back step by step
 * @param noRetries no second attempts
 */
record Switches(List<BooleanSupplier> off, List<PanicButton> buttons, List<BooleanSupplier> noRetries) {

    static final Switches NONE = new Switches(List.of(), List.of(), List.of());

    Switches and(BooleanSupplier more) {
        return new Switches(with(off, more), buttons, noRetries);
    }

    /** The same button twice would have two ramps, which let in 1 % of 1 %. */
    Switches and(PanicButton more) {
        return buttons.contains(more) ? this : new Switches(with(off, more), with(buttons, more), noRetries);
    }

    Switches andNoRetriesWhile(BooleanSupplier more) {
        return new Switches(off, buttons, with(noRetries, more));
    }

    boolean areThere() {
        return !off.isEmpty();
    }

    boolean stopRetries() {
        for (BooleanSupplier each : noRetries) {
            if (each.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }

    /** @param sick whether what is behind the calls still is */
    Ramp[] ramps(BooleanSupplier sick, DoubleSupplier random) {
        return buttons.stream().map(button -> Ramp.of(button, sick, random)).toArray(Ramp[]::new);
    }

    private static <T> List<T> with(List<T> known, T more) {
        var all = new ArrayList<>(known);
        all.add(more);
        return List.copyOf(all);
    }
}
