package io.plimsoll.panic;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told, as {@code pressed recommendations}. */
final class Told implements PanicListener {

    final List<String> events = new CopyOnWriteArrayList<>();
    final List<Lease> leases = new CopyOnWriteArrayList<>();

    @Override
    public void pressed(Lease lease) {
        add("pressed", lease);
    }

    @Override
    public void extended(Lease lease) {
        add("extended", lease);
    }

    @Override
    public void ending(Lease lease) {
        add("ending", lease);
    }

    @Override
    public void released(Lease lease) {
        add("released", lease);
    }

    @Override
    public void ended(Lease lease) {
        add("ended", lease);
    }

    List<String> take() {
        List<String> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    private void add(String what, Lease lease) {
        events.add(what + " " + lease.button());
        leases.add(lease);
    }
}
