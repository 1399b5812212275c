package io.plimsoll.examples.checkout;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** What can be switched off while the service runs, by name. */
final class Switches {

    private final Map<String, AtomicBoolean> off;

    private Switches(Map<String, AtomicBoolean> off) {
        this.off = off;
    }

    /** Everything is on at first. */
    static Switches of(String... names) {
        var off = new TreeMap<String, AtomicBoolean>();
        for (String name : names) {
            off.put(name, new AtomicBoolean());
        }
        return new Switches(off);
    }

    /** Whether it is off: one volatile read. */
    BooleanSupplier isOff(String name) {
        return named(name)::get;
    }

    Set<String> names() {
        return off.keySet();
    }

    void turn(String name, boolean toOff) {
        named(name).set(toOff);
    }

    private AtomicBoolean named(String name) {
        AtomicBoolean known = off.get(name);
        if (known == null) {
            throw new IllegalArgumentException("no switch is called '" + name + "', but " + off.keySet());
        }
        return known;
    }
}
