package io.plimsoll.http.endpoint;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Renders what is newest, once.
 *
 * <p><b>Why.</b> Health is read far more often than it changes: a load balancer, a kubelet and a dozen browsers ask, and a
 * result arrives every second or two. The monitor publishes an immutable value and hands out the same instance until
 * something changes, so identity is all that has to be compared. A read between changes is a volatile read of the source, a
 * volatile read of the memo and one comparison: no lock, nothing allocated, nothing rendered.
 *
 * <p><b>At most once.</b> After a change the first reader renders and the others wait for it, for as long as it takes to
 * write some kilobytes to memory; letting all of them render would do the same work sixteen times at the worst moment. A
 * lock and a second look at the memo are not enough for that, though. A reader that was suspended after it had taken the
 * old value would find the new one in the memo, take the lock, render the old value again and put it in the place of the
 * new one, which then is rendered again too. So the value is read once more <em>under the lock</em>: what is read there is
 * never older than what the previous holder of the lock read, hence the memo only moves forward, and each value is rendered
 * by whoever meets it first. The suspended reader gets the newer answer, which is the better one anyway.
 *
 * <p><b>Consistency.</b> The value and what was made of it are one immutable pair behind one reference; a status code and a
 * body that are made together stay together.
 *
 * @param <S> what is shown, compared by identity
 * @param <T> what is made of it
 */
final class Memo<S, T> {

    private final Supplier<S> newest;
    private final Function<S, T> render;
    private final Object lock = new Object();
    private volatile @Nullable Rendered<S, T> latest; // written under the lock

    Memo(Supplier<S> newest, Function<S, T> render) {
        this.newest = newest;
        this.render = render;
    }

    T get() {
        Rendered<S, T> known = latest;
        return known != null && known.source == newest.get() ? known.result : renderNewest();
    }

    private T renderNewest() {
        synchronized (lock) {
            S source = newest.get();
            Rendered<S, T> known = latest;
            if (known == null || known.source != source) {
                known = new Rendered<>(source, render.apply(source));
                latest = known;
            }
            return known.result;
        }
    }

    private record Rendered<S, T>(S source, T result) {}
}
