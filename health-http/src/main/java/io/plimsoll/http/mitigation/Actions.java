package io.plimsoll.http.mitigation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What alerts may ask for, by name.
 *
 * @param presses what presses a button
 * @param platforms what the platform does
 */
record Actions(Map<String, Target> presses, Set<String> platforms) {

    /** Between alternatives, as in {@code SCALE_OUT_OR_SHED_TRAFFIC}. */
    static final String OR = "_OR_";

    private static final int MOST_ALTERNATIVES = 8;

    /** A button, and for how long. */
    record Target(String button, Duration lasting) {}

    /**
     * One of the alternatives.
     *
     * @param name {@code null} if it is not known
     * @param target {@code null} if it presses nothing
     */
    record Choice(@Nullable String name, @Nullable Target target) {}

    /** The alternatives, in the order in which the alert names them. */
    List<Choice> choices(String action) {
        var choices = new ArrayList<Choice>();
        for (String name : action.split(OR, MOST_ALTERNATIVES)) {
            Target target = presses.get(name);
            choices.add(new Choice(target != null || platforms.contains(name) ? name : null, target));
        }
        return choices;
    }
}
