package io.plimsoll.health;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one look at a dependency found; what a {@link Probe} returns.
 *
 * <p>Status, code, error and readings are shown to anyone who may ask for health. Therefore {@code error} is text from our
 * own vocabulary or the configuration, never an exception's message, and readings are numbers. Details and cause are for
 * those with access to details, and for the log.
 *
 * @param status what the probe thinks, before thresholds and before required or optional is considered
 * @param code why it is not {@link Status#UP}; {@code null} exactly if it is
 * @param error the same in one line for whoever is on call, at most 200 characters; {@code null} exactly if UP
 * @param scope whom it concerns; {@link Scope#SHARED} unless said otherwise
 * @param readings numbers by name, in the order in which they were added
 * @param details text by name for those with access to details, in the order in which it was added
 * @param cause what was thrown, for those with access to details
 * @param latency the probe's own measure of its dependency, if it knows better than the duration of the whole check
 */
public record Finding(
        Status status,
        @Nullable Code code,
        @Nullable String error,
        Scope scope,
        Map<String, Reading> readings,
        Map<String, String> details,
        @Nullable Throwable cause,
        @Nullable Duration latency) {

    private static final int ERROR_LENGTH = 200;
    private static final Duration LONGEST_LATENCY = Duration.ofDays(1);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final Set<String> RESERVED = Set.of(
            "status",
            "latency_ms",
            "code",
            "error",
            "scope",
            "since",
            "checked_at",
            "event_id",
            "required",
            "details",
            "cause");
    private static final Finding UP = new Finding(Status.UP, null, null, Scope.SHARED, Map.of(), Map.of(), null, null);

    public Finding {
        requireNonNull(status, "status");
        requireNonNull(scope, "scope");
        if ((status == Status.UP) != (code == null && error == null)) {
            throw new IllegalArgumentException("code and error belong to a finding that is not UP, and both do: status "
                    + status + ", code " + code + ", error " + error);
        }
        if (status != Status.UP) {
            requireNonNull(code, "code");
            requireOneLine(requireNonNull(error, "error"));
        }
        if (latency != null && (latency.isNegative() || latency.compareTo(LONGEST_LATENCY) > 0)) {
            throw new IllegalArgumentException("latency must be from 0 to 1 day, but is " + latency);
        }
        readings = Collections.unmodifiableMap(new LinkedHashMap<>(readings));
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        readings.keySet().forEach(Finding::requireName);
        details.keySet().forEach(Finding::requireName);
    }

    /** All is well. */
    public static Finding up() {
        return UP;
    }

    /** It works, but not as it should. */
    public static Finding degraded(Code code, String error) {
        return new Finding(Status.DEGRADED, code, error, Scope.SHARED, Map.of(), Map.of(), null, null);
    }

    /** It does not work. An optional component shows this as {@link Status#DEGRADED}. */
    public static Finding down(Code code, String error) {
        return new Finding(Status.DOWN, code, error, Scope.SHARED, Map.of(), Map.of(), null, null);
    }

    /** Adds a whole number; a second value for the same name replaces the first. */
    public Finding with(String name, long value) {
        return with(name, new Reading.Count(value));
    }

    /** Adds a finite number; a second value for the same name replaces the first. */
    public Finding with(String name, double value) {
        return with(name, new Reading.Measure(value));
    }

    /** Adds a flag; a second value for the same name replaces the first. */
    public Finding with(String name, boolean value) {
        return with(name, new Reading.Flag(value));
    }

    /** Adds all readings of the other finding, which replace those of the same name. */
    public Finding withReadingsOf(Finding other) {
        var merged = new LinkedHashMap<>(readings);
        merged.putAll(other.readings);
        return new Finding(status, code, error, scope, merged, details, cause, latency);
    }

    /** Adds text for those with access to details; {@code null} adds nothing. */
    public Finding detail(String name, @Nullable String text) {
        if (text == null) {
            return this;
        }
        var more = new LinkedHashMap<>(details);
        more.put(name, text);
        return new Finding(status, code, error, scope, readings, more, cause, latency);
    }

    /** Adds all details of the other finding, which replace those of the same name. */
    public Finding withDetailsOf(Finding other) {
        var merged = new LinkedHashMap<>(details);
        merged.putAll(other.details);
        return new Finding(status, code, error, scope, readings, merged, cause, latency);
    }

    /** Keeps what was thrown for the log and for those with access to details. */
    public Finding causedBy(Throwable thrown) {
        return new Finding(status, code, error, scope, readings, details, requireNonNull(thrown, "thrown"), latency);
    }

    /** Says that only this instance has the problem. */
    public Finding local() {
        return new Finding(status, code, error, Scope.LOCAL, readings, details, cause, latency);
    }

    /** Says how long the dependency took, where that is not the duration of the whole check. */
    public Finding took(Duration measured) {
        return new Finding(status, code, error, scope, readings, details, cause, measured);
    }

    private Finding with(String name, Reading reading) {
        var more = new LinkedHashMap<>(readings);
        more.put(name, reading);
        return new Finding(status, code, error, scope, more, details, cause, latency);
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
            throw new IllegalArgumentException("'" + name + "' cannot name a reading or detail: it must match " + NAME
                    + " and be none of the fields that every component has");
        }
    }

    private static void requireOneLine(String error) {
        if (error.isBlank() || error.length() > ERROR_LENGTH || error.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("error must be one line of 1 to " + ERROR_LENGTH
                    + " characters for whoever is on call, but has " + error.length());
        }
    }
}
