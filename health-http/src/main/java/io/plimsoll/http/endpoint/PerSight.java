package io.plimsoll.http.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing for each sight: for the usual ones as long as the router lives, for those that requests make up by {@code
 * exclude} as long as they are among the latest.
 *
 * <p>So a probe with {@code exclude} costs as little as any other one, and whoever makes up new combinations all the time
 * takes no memory: there are never more than a few.
 */
final class PerSight<T> {

    static final int MOST_SPECIAL = 8;

    private final Sights sights;
    private final Function<Sight, T> maker;
    private final List<T> usual;
    private volatile List<Special<T>> special = List.of(); // newest last; whoever replaces it last wins

    PerSight(Sights sights, Function<Sight, T> maker) {
        this.sights = sights;
        this.maker = maker;
        usual = Form.ALL.stream().map(sights::usual).map(maker).toList();
    }

    /** What belongs to the sight that the request gets. */
    T of(OpsRequest request, Form form) {
        LeftOut leftOut = sights.leftOut(request.query(), form);
        return leftOut == null ? usual(form) : special(leftOut, form);
    }

    T usual(Form form) {
        return usual.get(form.index());
    }

    private T special(LeftOut leftOut, Form form) {
        T known = known(leftOut, form);
        if (known != null) {
            return known;
        }
        T made = maker.apply(sights.sight(leftOut, form));
        var latest = new ArrayList<>(special);
        if (latest.size() >= MOST_SPECIAL) {
            latest.remove(0);
        }
        latest.add(new Special<>(leftOut, form, made));
        special = List.copyOf(latest);
        return made;
    }

    private @Nullable T known(LeftOut leftOut, Form form) {
        for (Special<T> one : special) {
            if (one.form.equals(form) && one.leftOut.equals(leftOut)) {
                return one.made;
            }
        }
        return null;
    }

    private record Special<T>(LeftOut leftOut, Form form, T made) {}
}
