package io.plimsoll.examples.checkout;

import io.plimsoll.examples.checkout.shop.DatabaseFailures;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import io.plimsoll.time.SystemTime;
import java.time.Duration;
import java.util.List;

/**
 * One guard for each dependency, and one for each kind of work that the database does. What is optional brings a button of its
 * name, and those that retry bring one that stops it; the fraud check is worth its retries, and so gets a button by hand.
 *
 * @param carts Redis, which only caches and has to be fast; without a breaker, since the client refuses at once while it is
 *     disconnected and comes back by itself within a second, where an open circuit would stay open for longer
 * @param reads what customers wait for
 * @param writes what must not be done twice: one attempt
 * @param analytics what nobody misses for a while
 * @param fraudCheck worth its two seconds: somebody has to look at each order that it does not clear
 * @param payments takes the money for an order once, however often it is asked to
 * @param recommendations what nobody waits for
 */
record Guards(
        SystemTime time,
        Guard carts,
        Guard reads,
        Guard writes,
        Guard analytics,
        Guard inventory,
        Guard fraudCheck,
        Guard payments,
        Guard recommendations)
        implements AutoCloseable {

    static final String FRAUD_CHECK = "fraud_check";
    static final String RECOMMENDATIONS = "recommendations";

    private static final Duration OF_A_CACHE = Duration.ofSeconds(1);
    private static final Duration OF_WHAT_NOBODY_WAITS_FOR = Duration.ofMillis(500);

    static Guards of(PanicBoard panic) {
        SystemTime time = SystemTime.start();
        return new Guards(
                time,
                guard("redis", Preset.read().withDeadline(OF_A_CACHE).withoutBreaker(), panic, time),
                guard("database_read", Preset.read().withFailures(DatabaseFailures::of), panic, time),
                guard("database", Preset.write().withFailures(DatabaseFailures::of), panic, time),
                guard("database_analytics", Preset.analytics().withFailures(DatabaseFailures::of), panic, time),
                guard("inventory_service", Preset.read(), panic, time),
                guard(FRAUD_CHECK, Preset.read().offWhile(panic.button(Buttons.FRAUD_CHECK)), panic, time),
                guard("payments", Preset.write().idempotent(), panic, time),
                guard(RECOMMENDATIONS, Preset.analytics().withDeadline(OF_WHAT_NOBODY_WAITS_FOR), panic, time));
    }

    List<Guard> all() {
        return List.of(carts, reads, writes, analytics, inventory, fraudCheck, payments, recommendations);
    }

    /** None of them made anything but the time that they share. */
    @Override
    public void close() {
        time.close();
    }

    private static Guard guard(String name, Preset preset, PanicBoard panic, SystemTime time) {
        return Guard.builder(name, preset).panic(panic).timing(time.timing()).build();
    }
}
