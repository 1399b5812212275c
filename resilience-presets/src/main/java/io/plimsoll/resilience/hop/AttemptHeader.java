package io.plimsoll.resilience.hop;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which attempt a request is, and of how many: {@code Plimsoll-Attempt: 1/3}.
 *
 * <p>Three services in a row that each make three attempts send 27 requests to the last one. A service whose caller makes
 * more than one attempt is being retried already; it makes one attempt itself and hands the header on as it came. Then the
 * last one gets three. What a stranger writes into the header can only make us retry less.
 *
 * @param number counted from 1
 * @param of how many there may be
 */
public record AttemptHeader(int number, int of) {

    /** The header's name. */
    public static final String NAME = "Plimsoll-Attempt";

    /** A request that is made once, or by someone who knows nothing of this header. */
    public static final AttemptHeader ONLY = new AttemptHeader(1, 1);

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]?)/([1-9][0-9]?)");
    private static final int MOST = 99;
    private static final RequestLocal<AttemptHeader> CURRENT = new RequestLocal<>(ONLY);

    public AttemptHeader {
        if (number < 1 || number > of || of > MOST) {
            throw new IllegalArgumentException(
                    "an attempt is numbered from 1 to at most " + MOST + ", but this is " + number + " of " + of);
        }
    }

    /** Reads the header's value; empty if there is none or it says nothing that makes sense. */
    public static Optional<AttemptHeader> parse(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(value.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(matcher.group(1));
        int of = Integer.parseInt(matcher.group(2));
        return number > of ? Optional.empty() : Optional.of(new AttemptHeader(number, of));
    }

    /** What the request that this thread works on said of itself; {@link #ONLY} outside of {@link #during}. */
    public static AttemptHeader current() {
        return CURRENT.current();
    }

    /** Runs the work on this thread as part of the request that brought this header. */
    public <T> T during(Supplier<T> work) {
        return CURRENT.during(this, work);
    }

    /** The same for work that cannot be handed in; to be closed by the same thread. */
    public RequestLocal.Scope open() {
        return CURRENT.open(this);
    }

    /** Whether whoever sent the request asks again if it fails. */
    public boolean isRetried() {
        return of > 1;
    }

    /** The header's value. */
    public String value() {
        return number + "/" + of;
    }
}
