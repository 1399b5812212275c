package io.plimsoll.resilience.micrometer.context;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import io.plimsoll.testing.ManualTime;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class PropagatedContextTest {

    private final ThreadLocal<String> trace = new ThreadLocal<>();
    private final ManualTime time = new ManualTime();

    @Test
    void goesAlongToEveryAttempt() {
        var registry = new ContextRegistry();
        registry.registerThreadLocalAccessor("trace", trace);
        var factory = ContextSnapshotFactory.builder().contextRegistry(registry).build();
        Guard guard = Guard.builder("inventory", Preset.read().withBudget(1, 100))
                .timing(time.timing())
                .context(PropagatedContext.of(factory))
                .build();
        List<String> seen = new CopyOnWriteArrayList<>();

        trace.set("4711");
        CompletionStage<String> result = guard.callAsync(attempt -> {
            seen.add(attempt.number() + " " + trace.get());
            throw new AnswerException(503, null);
        });
        trace.set("other");
        time.advance(ofSeconds(5));

        assertThat(result.toCompletableFuture()).isCompletedExceptionally();
        assertThat(seen).containsExactly("1 4711", "2 4711", "3 4711");
    }
}
