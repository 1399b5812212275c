package com.example.guards;

import com.example.checks.Artifact;
import com.example.checks.Checks;
import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.CallRefusedException;
import io.plimsoll.resilience.Fallback;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import io.plimsoll.resilience.Served;
import io.plimsoll.resilience.Stage;
import io.plimsoll.resilience.Tally;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls a dependency through guards, with resilience-presets and what it brings itself. */
public final class Guards {

    private Guards() {}

    public static void main(String[] args) throws Exception {
        Preset preset = Preset.read()
                .withDeadline(Duration.ofSeconds(5))
                .withBackoff(Duration.ofMillis(1), Duration.ofMillis(1));
        try (Guard inventory = Guard.of("inventory", preset);
                Guard off = Guard.of("recommendations", Preset.analytics().offWhile(() -> true))) {
            String stock = inventory.call(attempt -> {
                if (attempt.number() == 1) {
                    throw new AnswerException(503, null);
                }
                return "stock";
            });
            Checks.equal("second attempt", "stock", stock);
            Checks.equal("retries", 1L, inventory.count(Tally.RETRIED));
            Checks.equal(
                    "asynchronous",
                    "stock",
                    inventory
                            .callAsync(attempt -> CompletableFuture.completedFuture("stock"))
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS));
            Served<String> served = off.serve(attempt -> "never", Fallback.to("nothing"));
            Checks.equal("fallback", "degraded", served.kind());
            try {
                off.call(attempt -> "never");
                throw new IllegalStateException("was not refused");
            } catch (CallRefusedException refused) {
                Checks.equal("refusal", Stage.PANIC, refused.stage());
            }
        }
        Checks.equal(
                "what needs more than there is",
                "{io.plimsoll.resilience.caffeine=[StaleCache],"
                        + " io.plimsoll.resilience.logstorm.logback=[EventWithoutStack, LogStormFilter],"
                        + " io.plimsoll.resilience.micrometer=[GuardMetrics, LogStormMetrics, ShedMetrics],"
                        + " io.plimsoll.resilience.micrometer.context=[PropagatedContext],"
                        + " io.plimsoll.resilience.servlet=[ClosedDoorFilter, GuardFilter, ShedFilter, ShedFilter$End],"
                        + " io.plimsoll.resilience.shed.adaptive=[AdaptiveLimit],"
                        + " io.plimsoll.resilience.vertx=[AttemptHandler, ClosedDoorHandler, RefusalHandler, ShedHandler]}",
                Artifact.of(Guard.class).broken().toString());
    }
}
