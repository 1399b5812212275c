package io.plimsoll.resilience;

import static java.util.Objects.requireNonNull;

import io.plimsoll.panic.PanicButton;
import io.plimsoll.resilience.backoff.Backoff;
import io.plimsoll.resilience.budget.RetryBudget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a guard is made of: numbers for one kind of call, each with its reason. Prints itself as a table.
 *
 * <p>Immutable: every {@code with...} returns another one. What cannot work is refused where it is said, and combinations are
 * refused where the guard is made.
 */
public final class Preset {

    private static final String ANALYTICS = "analytics";
    private static final Duration LONGEST_DEADLINE = Duration.ofMinutes(10);
    private static final int MOST_ATTEMPTS = 10;
    private static final int MOST_CONCURRENT = 10_000;
    private static final int ATTEMPTS_OF_IDEMPOTENT = 3;

    private static final BreakerRule BREAKER =
            new BreakerRule(50, 20, Duration.ofSeconds(10), Duration.ofSeconds(30), 5, 50, 80);

    private final String name;
    private final Values values;
    private final @Nullable Values named;
    private final Switches switches;
    private final Function<Throwable, Failure> failures;

    private record Values(
            int concurrent,
            int attempts,
            boolean idempotent,
            Duration deadline,
            Duration base,
            Duration cap,
            double share,
            double floor,
            @Nullable BreakerRule breaker) {}

    private Preset(
            String name,
            Values values,
            @Nullable Values named,
            Switches switches,
            Function<Throwable, Failure> failures) {
        this.name = name;
        this.values = values;
        this.named = named;
        this.switches = switches;
        this.failures = failures;
    }

    /** Calls that only read, and that someone waits for: 20 at once, 3 attempts, 2 s. */
    public static Preset read() {
        return named("read", 20, 3, true);
    }

    /** Calls that change something: 10 at once, 2 s, one attempt unless they are {@link #idempotent()}. */
    public static Preset write() {
        return named("write", 10, 1, false);
    }

    /** Calls that the user can do without, such as recommendations: 5 at once, one attempt, 2 s. */
    public static Preset analytics() {
        return named(ANALYTICS, 5, 1, false);
    }

    /** Takes as long as that at most, with all attempts and the waits between them: from 1 ms to 10 min. */
    public Preset withDeadline(Duration deadline) {
        requireNonNull(deadline, "deadline");
        if (deadline.toMillis() < 1 || deadline.compareTo(LONGEST_DEADLINE) > 0) {
            throw new IllegalArgumentException("the deadline must be from 1 ms to 10 min, but is " + deadline
                    + "; a call without an end takes its caller with it");
        }
        var v = values;
        return with(new Values(
                v.concurrent, v.attempts, v.idempotent, deadline, v.base, v.cap, v.share, v.floor, v.breaker));
    }

    /**
     * Makes at most so many attempts at the same time. All callers are alike, until one is refused that is more {@linkplain
     * io.plimsoll.resilience.shed.Criticality critical} than others.
     */
    public Preset withConcurrency(int concurrent) {
        requireBetween("concurrency", concurrent, 1, MOST_CONCURRENT);
        var v = values;
        return with(new Values(
                concurrent, v.attempts, v.idempotent, v.deadline, v.base, v.cap, v.share, v.floor, v.breaker));
    }

    /**
     * Makes at most so many attempts for a call, the first included.
     *
     * @throws IllegalStateException if there would be a second one of a call that must not be made twice
     */
    public Preset withAttempts(int attempts) {
        requireBetween("number of attempts", attempts, 1, MOST_ATTEMPTS);
        if (attempts > 1 && !values.idempotent) {
            throw new IllegalStateException("preset '" + name + "': " + attempts
                    + " attempts of a call that is not idempotent; what timed out may have been done, and would be done"
                    + " twice. Say idempotent() first if the dependency recognises repetitions");
        }
        var v = values;
        return with(new Values(
                v.concurrent, attempts, v.idempotent, v.deadline, v.base, v.cap, v.share, v.floor, v.breaker));
    }

    /** Says that the dependency recognises a repetition, by an idempotency key for example: 3 attempts. */
    public Preset idempotent() {
        var v = values;
        return with(new Values(
                v.concurrent, ATTEMPTS_OF_IDEMPOTENT, true, v.deadline, v.base, v.cap, v.share, v.floor, v.breaker));
    }

    /** Waits before a retry by full jitter; see {@link Backoff#fullJitter(Duration, Duration)}. */
    public Preset withBackoff(Duration base, Duration cap) {
        Backoff checked = Backoff.fullJitter(base, cap);
        var v = values;
        return with(new Values(
                v.concurrent,
                v.attempts,
                v.idempotent,
                v.deadline,
                checked.base(),
                checked.cap(),
                v.share,
                v.floor,
                v.breaker));
    }

    /** Retries at most so many of the calls, and so many a second whatever the calls. No preset is without. */
    public Preset withBudget(double share, double floorPerSecond) {
        RetryBudget.requireBounds(share, floorPerSecond);
        var v = values;
        return with(new Values(
                v.concurrent, v.attempts, v.idempotent, v.deadline, v.base, v.cap, share, floorPerSecond, v.breaker));
    }

    /** Opens the circuit by another rule. */
    public Preset withBreaker(BreakerRule rule) {
        return breaker(requireNonNull(rule, "rule"));
    }

    /** Opens no circuit. */
    public Preset withoutBreaker() {
        return breaker(null);
    }

    /**
     * Refuses calls while the switch says so. It is asked at every attempt and must be as cheap as a volatile read. May be
     * said several times: one that is on is enough.
     */
    public Preset offWhile(BooleanSupplier off) {
        return with(switches.and(requireNonNull(off, "off")));
    }

    /**
     * Refuses calls while the button is pressed. When its last lease has had its time, they come back by a {@link
     * io.plimsoll.panic.Ramp}: 1 % of them for ten seconds, then 10 %, 50 % and all, and no more than 1 % while the breaker is
     * open.
     */
    public Preset offWhile(PanicButton button) {
        return with(switches.and(requireNonNull(button, "button")));
    }

    /**
     * Makes no second attempt while the switch says so, and refuses no first one. It is asked before every retry and must be as
     * cheap as a volatile read. May be said several times: one that is on is enough.
     */
    public Preset withoutRetriesWhile(BooleanSupplier stop) {
        return with(switches.andNoRetriesWhile(requireNonNull(stop, "stop")));
    }

    /**
     * Tells what exceptions mean. Default: {@link AnswerException} by its status (429, 502, 503, 504 pass and are retried,
     * other 5xx are failures that are not, 4xx are the request's own fault); timeouts and {@link java.io.IOException} pass;
     * {@link NullPointerException}, {@link IllegalArgumentException} and the like are bugs of ours; all else is a failure
     * that may pass.
     */
    public Preset withFailures(Function<Throwable, Failure> newFailures) {
        return new Preset(name, values, named, switches, requireNonNull(newFailures, "failures"));
    }

    /** Read, write or analytics. */
    public String name() {
        return name;
    }

    public int concurrency() {
        return values.concurrent;
    }

    /** How many there may be for a call, the first included. */
    public int attempts() {
        return values.attempts;
    }

    public Duration deadline() {
        return values.deadline;
    }

    /** Retries per call. */
    public double budgetShare() {
        return values.share;
    }

    /** Retries per second that need no calls. */
    public double budgetFloor() {
        return values.floor;
    }

    /** {@code null} if there is none. */
    public @Nullable BreakerRule breaker() {
        return values.breaker;
    }

    /** Every number in effect with its reason, in the order in which the parts stand. */
    public List<Setting> settings() {
        Values original = named == null ? values : named;
        Map<String, String> reasons = Reasons.of(name);
        Map<String, String> before = texts(original);
        return texts(values).entrySet().stream()
                .map(entry -> {
                    String preset = before.get(entry.getKey());
                    return new Setting(
                            entry.getKey(),
                            entry.getValue(),
                            entry.getValue().equals(preset)
                                    ? requireNonNull(reasons.get(entry.getKey()), entry.getKey())
                                    : "set by this service; " + name + " has " + preset);
                })
                .toList();
    }

    /** The settings as a table for people. */
    @Override
    public String toString() {
        List<Setting> rows = settings();
        int names = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        int numbers = rows.stream().mapToInt(row -> row.value().length()).max().orElse(0);
        return rows.stream()
                .map(row ->
                        String.format("%-" + names + "s  %-" + numbers + "s  %s", row.name(), row.value(), row.why()))
                .collect(Collectors.joining("\n", "preset " + name + "\n", "\n"));
    }

    Backoff backoff(DoubleSupplier random) {
        return Backoff.fullJitter(values.base, values.cap, random);
    }

    Failure meaningOf(Throwable thrown) {
        return failures.apply(thrown);
    }

    Switches switches() {
        return switches;
    }

    /** Whether users can do without these calls, so that whoever has a board wants a button for them. */
    boolean isOptional() {
        return name.equals(ANALYTICS);
    }

    /** Refuses what can be seen only once all is said. */
    void requireConsistent(String guard) {
        if (values.attempts > 1 && values.base.compareTo(values.deadline) >= 0) {
            throw new IllegalStateException("guard '" + guard + "': the backoff begins with up to " + values.base
                    + ", which is not shorter than the deadline " + values.deadline
                    + "; most retries could never be made");
        }
    }

    private Preset breaker(@Nullable BreakerRule rule) {
        var v = values;
        return with(
                new Values(v.concurrent, v.attempts, v.idempotent, v.deadline, v.base, v.cap, v.share, v.floor, rule));
    }

    private Preset with(Switches changed) {
        return new Preset(name, values, named, changed, failures);
    }

    private Preset with(Values changed) {
        return new Preset(name, changed, named == null ? values : named, switches, failures);
    }

    private static Preset named(String name, int concurrent, int attempts, boolean idempotent) {
        var values = new Values(
                concurrent,
                attempts,
                idempotent,
                Duration.ofSeconds(2),
                Duration.ofMillis(50),
                Duration.ofSeconds(2),
                0.1,
                1,
                BREAKER);
        return new Preset(name, values, null, Switches.NONE, UsualFailures::of);
    }

    private static Map<String, String> texts(Values values) {
        return SettingTexts.of(
                values.concurrent,
                values.attempts,
                values.deadline,
                values.base,
                values.cap,
                values.share,
                values.floor,
                values.breaker);
    }

    private static void requireBetween(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "the " + name + " must be from " + least + " to " + most + ", but is " + value);
        }
    }
}
