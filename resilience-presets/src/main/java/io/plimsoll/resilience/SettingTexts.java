package io.plimsoll.resilience;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them. */
final class SettingTexts {

    static final String DEADLINE = "deadline";
    static final String ATTEMPTS = "attempts";
    static final String BACKOFF = "backoff";
    static final String BUDGET = "retry budget";
    static final String BREAKER = "breaker opens at";
    static final String SLOW = "or at slow calls";
    static final String OPEN = "breaker open for";
    static final String TRIAL = "trial calls";
    static final String CONCURRENT = "bulkhead";

    private SettingTexts() {}

    static Map<String, String> of(
            int concurrent,
            int attempts,
            Duration deadline,
            Duration base,
            Duration cap,
            double share,
            double floor,
            @Nullable BreakerRule breaker) {
        var texts = new LinkedHashMap<String, String>();
        texts.put(DEADLINE, duration(deadline));
        texts.put(ATTEMPTS, Integer.toString(attempts));
        texts.put(BACKOFF, "full jitter " + duration(base) + " to " + duration(cap));
        texts.put(BUDGET, number(share * 100) + " % + " + number(floor) + "/s");
        if (breaker == null) {
            texts.put(BREAKER, "never");
        } else {
            texts.put(
                    BREAKER,
                    breaker.failurePercent() + " % of " + breaker.minimumCalls() + "+ in "
                            + duration(breaker.window()));
            texts.put(SLOW, breaker.slowPercent() + " % over " + duration(breaker.slowAfter(deadline)));
            texts.put(OPEN, duration(breaker.open()));
            texts.put(TRIAL, Integer.toString(breaker.trialCalls()));
        }
        texts.put(CONCURRENT, concurrent + " at once");
        return texts;
    }

    static String duration(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }

    private static String number(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : String.format(Locale.ROOT, "%.2f", number);
    }
}
