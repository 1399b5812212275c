package io.plimsoll.resilience.storm;

import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** What stands around the calls of the gateway and of checkout. */
enum Assembly {
    NONE("none"),
    RETRIES("resilience4j, retries"),
    RETRIES_AND_BREAKERS("resilience4j, retries and breakers by default"),
    BUDGET_ALONE("ours, budget alone"),
    WITHOUT_BREAKERS("ours, breakers off"),
    GUARDS("ours");

    private final String words;

    Assembly(String words) {
        this.words = words;
    }

    Caller caller(HttpClient client, String next, Duration deadline, List<Guard> toClose) {
        return switch (this) {
            case NONE -> Caller.bare(client);
            case RETRIES -> Caller.retrying(client);
            case RETRIES_AND_BREAKERS -> Caller.retryingThroughBreaker(client);
            case BUDGET_ALONE -> guarded(client, next, Caller::budgetAlone, deadline, false, toClose);
            case WITHOUT_BREAKERS -> guarded(client, next, Caller::withoutBreaker, deadline, true, toClose);
            case GUARDS -> guarded(client, next, Preset.read()::withDeadline, deadline, true, toClose);
        };
    }

    private static Caller guarded(
            HttpClient client,
            String next,
            Function<Duration, Preset> preset,
            Duration deadline,
            boolean readsHeader,
            List<Guard> toClose) {
        Guard guard = Guard.of(next, preset.apply(deadline));
        toClose.add(guard);
        return Caller.guarded(client, guard, readsHeader);
    }

    @Override
    public String toString() {
        return words;
    }
}
