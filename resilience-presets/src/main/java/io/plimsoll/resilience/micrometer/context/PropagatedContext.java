package io.plimsoll.resilience.micrometer.context;

import static java.util.Objects.requireNonNull;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.plimsoll.resilience.CallContext;

/** Everything for which an accessor is registered: {@code Guard.builder(...).context(PropagatedContext.of(factory))}. */
public final class PropagatedContext implements CallContext {

    private final ContextSnapshotFactory factory;

    private PropagatedContext(ContextSnapshotFactory factory) {
        this.factory = requireNonNull(factory, "factory");
    }

    /** With the registry that the factory was built with. */
    @SuppressWarnings("exports") // whoever hands in a factory requires its module itself
    public static PropagatedContext of(ContextSnapshotFactory factory) {
        return new PropagatedContext(factory);
    }

    @Override
    public Captured capture() {
        ContextSnapshot taken = factory.captureAll();
        return () -> {
            ContextSnapshot.Scope scope = taken.setThreadLocals();
            return scope::close;
        };
    }
}
