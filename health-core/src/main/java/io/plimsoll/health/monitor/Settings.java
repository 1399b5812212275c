package io.plimsoll.health.monitor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment sets from outside: {@code plimsoll.health.database.interval=5s}. It overrides what the code says; what
 * it says wrongly is refused.
 */
final class Settings {

    static final String PREFIX = "plimsoll.health.";
    private static final String STRICT = "strict";
    private static final String UNREADY_ON_LOCAL_FINDINGS = "unready-on-local-findings";
    private static final String INTERVAL = "interval";
    private static final String TIMEOUT = "timeout";
    private static final String FAILURE_THRESHOLD = "failure-threshold";
    private static final String SUCCESS_THRESHOLD = "success-threshold";

    private final Function<String, @Nullable String> source;
    private final Set<String> keys;

    /** @param keys all that the source is known to hold; those of others are ignored */
    Settings(Function<String, @Nullable String> source, Collection<String> keys) {
        this.source = requireNonNull(source, "source");
        this.keys = keys.stream().filter(key -> key.startsWith(PREFIX)).collect(Collectors.toCollection(TreeSet::new));
    }

    static Settings none() {
        return new Settings(key -> null, Set.of());
    }

    /** Refuses a key that no component and no switch of ours would read: it is misspelt, and the default would rule. */
    void refuseUnknown(Collection<String> components) {
        Set<String> known = Stream.concat(
                        Stream.of(STRICT, UNREADY_ON_LOCAL_FINDINGS),
                        components.stream()
                                .flatMap(name -> Stream.of(INTERVAL, TIMEOUT, FAILURE_THRESHOLD, SUCCESS_THRESHOLD)
                                        .map(setting -> name + "." + setting)))
                .map(PREFIX::concat)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String key : keys) {
            if (!known.contains(key)) {
                // Without its value, which may be a secret that landed under our prefix.
                throw new IllegalArgumentException("unknown setting " + key
                        + ": nothing would read it; the known ones are " + String.join(", ", known));
            }
        }
    }

    boolean strict(boolean byCode) {
        return flag(STRICT, byCode);
    }

    boolean unreadyOnLocalFindings(boolean byCode) {
        return flag(UNREADY_ON_LOCAL_FINDINGS, byCode);
    }

    /** The code's settings for the component with what the deployment overrides. */
    ProbeSettings probe(String component, ProbeSettings byCode) {
        String prefix = PREFIX + component + ".";
        Duration interval = duration(prefix + INTERVAL, byCode.interval());
        Duration timeout = duration(prefix + TIMEOUT, byCode.timeout());
        int failures = attempts(prefix + FAILURE_THRESHOLD, byCode.failureThreshold());
        int successes = attempts(prefix + SUCCESS_THRESHOLD, byCode.successThreshold());
        return new ProbeSettings(interval, timeout, failures, successes);
    }

    private boolean flag(String name, boolean byCode) {
        return read(PREFIX + name, byCode, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false");
        });
    }

    private Duration duration(String key, Duration byCode) {
        return read(key, byCode, text -> ProbeSettings.requirePositive("the duration", Durations.parse(text)));
    }

    private int attempts(String key, int byCode) {
        return read(key, byCode, text -> {
            try {
                return ProbeSettings.requireAtLeastOne("the threshold", Integer.parseInt(text));
            } catch (NumberFormatException notANumber) {
                throw new IllegalArgumentException("is not a whole number of attempts", notANumber);
            }
        });
    }

    private <T> T read(String key, T byCode, Function<String, T> parse) {
        String text = source.apply(key);
        if (text == null) {
            return byCode;
        }
        try {
            return parse.apply(text.strip());
        } catch (IllegalArgumentException rule) {
            throw new IllegalArgumentException(
                    "setting " + key + "=" + text + ": " + rule.getMessage() + "; the monitor was not started", rule);
        }
    }
}
