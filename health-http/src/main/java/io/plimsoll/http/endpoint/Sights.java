package io.plimsoll.http.endpoint;

import io.plimsoll.health.monitor.HealthMonitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who gets to see what of a monitor: the usual sight of each form, and those that a request makes up by {@code exclude}. */
final class Sights {

    private final HealthMonitor health;
    private final List<String> names;
    private final LeftOut otherServices;
    private final List<Sight> usual = new ArrayList<>();

    private Sights(HealthMonitor health, List<String> names, LeftOut otherServices) {
        this.health = health;
        this.names = names;
        this.otherServices = otherServices;
        for (Form form : Form.ALL) {
            usual.add(sight(form.chained() ? otherServices : LeftOut.NOTHING, form));
        }
    }

    /** By the one-hop rule: whoever asks on behalf of its own health sees no other service's. */
    static Sights byTheOneHopRule(HealthMonitor health) {
        List<String> names = namesOf(health);
        List<String> others = new ArrayList<>(names);
        others.retainAll(health.otherServices());
        return new Sights(health, names, LeftOut.of(others));
    }

    /** Everyone sees all components. */
    static Sights ofEverything(HealthMonitor health) {
        return new Sights(health, namesOf(health), LeftOut.NOTHING);
    }

    List<String> names() {
        return names;
    }

    Sight usual(Form form) {
        return usual.get(form.index());
    }

    /**
     * What a request's query leaves out, and the usual with it; {@code null} if the query adds nothing. Whoever is told one word
     * cannot leave anything out: he could find out by it which components there are, and which of them are sick.
     */
    @Nullable
    LeftOut leftOut(@Nullable String query, Form form) {
        LeftOut before = usual(form).leftOut();
        LeftOut leftOut = form.access() == Access.NONE ? before : before.and(query, names);
        return leftOut.equals(before) ? null : leftOut;
    }

    Sight sight(LeftOut leftOut, Form form) {
        return new Sight(health.without(Set.copyOf(leftOut.names())), leftOut, form);
    }

    boolean hides(String component, Form form) {
        return form.chained() && otherServices.names().contains(component);
    }

    private static List<String> namesOf(HealthMonitor health) {
        return List.copyOf(health.report().components().keySet());
    }
}
