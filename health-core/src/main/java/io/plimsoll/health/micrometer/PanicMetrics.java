package io.plimsoll.health.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.panic.PanicListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Publishes a board's buttons in a registry. A button that is declared later is there from its first press.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><td>{@code plimsoll.panic.pressed{button}}<td>1 while it is pressed, else 0
 * <tr><td>{@code plimsoll.panic.leases{button}}<td>how many leases hold it
 * <tr><td>{@code plimsoll.panic.ending{button}}<td>1 in the five minutes before nothing holds it any more, else 0
 * <tr><td>{@code plimsoll.panic.events{button,event,drill}}<td>what became of leases: {@code pressed}, {@code extended}, {@code
 * ending}, {@code released}, {@code ended}
 * </table>
 */
@SuppressWarnings("exports") // a module that binds metrics requires Micrometer itself; the others must not have to
public final class PanicMetrics {

    private final PanicBoard board;
    private final MeterRegistry registry;
    private final Set<String> bound = ConcurrentHashMap.newKeySet();
    private final Set<String> ending = ConcurrentHashMap.newKeySet(); // of leases

    private PanicMetrics(PanicBoard board, MeterRegistry registry) {
        this.board = board;
        this.registry = registry;
    }

    /** Registers the meters of all buttons and listens to the board from now on. */
    public static void bind(PanicBoard board, MeterRegistry registry) {
        var metrics = new PanicMetrics(requireNonNull(board, "board"), requireNonNull(registry, "registry"));
        board.buttons().forEach(metrics::bind);
        board.listen(metrics.new Events());
    }

    private void bind(PanicButton button) {
        if (!bound.add(button.name())) {
            return;
        }
        Gauge.builder("plimsoll.panic.pressed", button, b -> b.isPressed() ? 1 : 0)
                .description("1 while the button is pressed")
                .tag("button", button.name())
                .register(registry);
        Gauge.builder("plimsoll.panic.leases", button, b -> b.leases().size())
                .description("Leases that hold the button")
                .tag("button", button.name())
                .register(registry);
        Gauge.builder("plimsoll.panic.ending", button, this::isEnding)
                .description("1 in the five minutes before nothing holds the button any more")
                .tag("button", button.name())
                .register(registry);
    }

    private double isEnding(PanicButton button) {
        return button.leases().stream().anyMatch(lease -> ending.contains(lease.id())) ? 1 : 0;
    }

    private final class Events implements PanicListener {

        @Override
        public void pressed(Lease lease) {
            board.find(lease.button()).ifPresent(PanicMetrics.this::bind);
            count("pressed", lease);
        }

        @Override
        public void extended(Lease lease) {
            ending.remove(lease.id());
            count("extended", lease);
        }

        @Override
        public void ending(Lease lease) {
            ending.add(lease.id());
            count("ending", lease);
        }

        @Override
        public void released(Lease lease) {
            ending.remove(lease.id());
            count("released", lease);
        }

        @Override
        public void ended(Lease lease) {
            ending.remove(lease.id());
            count("ended", lease);
        }

        private void count(String event, Lease lease) {
            Counter.builder("plimsoll.panic.events")
                    .description("What became of leases")
                    .tag("button", lease.button())
                    .tag("event", event)
                    .tag("drill", Boolean.toString(lease.drill()))
                    .register(registry)
                    .increment();
        }
    }
}
