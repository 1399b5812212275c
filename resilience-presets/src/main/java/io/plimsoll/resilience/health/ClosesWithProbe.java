package io.plimsoll.resilience.health;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.HealthListener;
import io.plimsoll.health.Status;
import io.plimsoll.health.Transition;
import io.plimsoll.resilience.Guard;

/**
 * Lets a guard's breaker try at once when a component of another name is UP again, where guard and probe are not joined:
 * {@code monitor.listen(ClosesWithProbe.of(guard, "inventory_service"))}.
 */
public final class ClosesWithProbe implements HealthListener {

    private final Guard guard;
    private final String component;

    private ClosesWithProbe(Guard guard, String component) {
        this.guard = requireNonNull(guard, "guard");
        this.component = requireNonNull(component, "component");
    }

    /** For the component whose probe looks at what the guard calls. */
    public static ClosesWithProbe of(Guard guard, String component) {
        return new ClosesWithProbe(guard, component);
    }

    @Override
    public void changed(Transition transition) {
        if (transition.after().name().equals(component)
                && transition.after().status() == Status.UP
                && transition.before().status() != Status.UP) {
            guard.dependencyIsBack();
        }
    }
}
