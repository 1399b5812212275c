package io.plimsoll.http.endpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which components an answer leaves out of account.
 *
 * @param names in the order in which they were configured
 * @param unknown how many names were given that no component has; what they were is the client's text and not repeated
 */
record LeftOut(List<String> names, int unknown) {

    static final LeftOut NOTHING = new LeftOut(List.of(), 0);

    private static final String PARAMETER = "exclude=";

    /** These components. */
    static LeftOut of(Collection<String> names) {
        return names.isEmpty() ? NOTHING : new LeftOut(List.copyOf(names), 0);
    }

    /**
     * What a query such as {@code exclude=redis&exclude=queue} leaves out, and this.
     *
     * @param known the names of all components
     */
    LeftOut and(@Nullable String query, Collection<String> known) {
        if (query == null || !query.contains(PARAMETER)) {
            return this;
        }
        Set<String> wanted = new LinkedHashSet<>();
        Set<String> strangers = new LinkedHashSet<>();
        for (String parameter : query.split("&", -1)) {
            if (parameter.startsWith(PARAMETER)) {
                String raw = parameter.substring(PARAMETER.length());
                String name = PercentEncoding.decode(raw);
                if (name != null && known.contains(name)) {
                    wanted.add(name);
                } else if (!raw.isEmpty()) {
                    strangers.add(raw);
                }
            }
        }
        wanted.addAll(names);
        List<String> ordered = new ArrayList<>(known);
        ordered.retainAll(wanted);
        return new LeftOut(List.copyOf(ordered), strangers.size());
    }

    /** What to tell whoever mistyped a name; {@code null} if nobody did. */
    @Nullable
    String warning() {
        return switch (unknown) {
            case 0 -> null;
            case 1 -> "exclude names a component that does not exist";
            default -> "exclude names " + unknown + " components that do not exist";
        };
    }
}
