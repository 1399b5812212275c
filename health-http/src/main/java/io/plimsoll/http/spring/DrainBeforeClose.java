package io.plimsoll.http.spring;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.monitor.Drain;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Lets a Spring application serve on, as it closes, until nobody sends requests any more.
 *
 * <pre>{@code
 * @Bean
 * DrainBeforeClose drain(HealthMonitor health) {
 *     return new DrainBeforeClose(Drain.of(health));
 * }
 * }</pre>
 *
 * <p>It is the first to hear that the context closes and keeps everyone else waiting. A {@link
 * org.springframework.context.SmartLifecycle}, whatever its phase, comes too late: by then Spring's task executors and
 * schedulers refuse work, so requests that need them fail; and a wait that is longer than {@code
 * spring.lifecycle.timeout-per-shutdown-phase} would be cut. What follows is Boot's usual end: {@code server.shutdown=graceful}
 * finishes the requests in flight, and a management port of its own closes after that.
 *
 * <p>Boot's own readiness state refuses traffic just before this, so {@code /actuator/health/readiness} says the same.
 */
@SuppressWarnings("exports") // "transitive" would make every modular user need Spring to compile
public final class DrainBeforeClose
        implements ApplicationListener<ContextClosedEvent>, ApplicationContextAware, Ordered {

    private final Drain drain;
    private @Nullable ApplicationContext context; // set once, before the first event

    public DrainBeforeClose(Drain drain) {
        this.drain = requireNonNull(drain, "drain");
    }

    @Override
    public void setApplicationContext(ApplicationContext context) {
        this.context = context;
    }

    /** Blocks for the drain's wait. Events of child contexts arrive here, too, and are none of our business. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            drain.await();
        }
    }

    /** Even where events are handed to an executor, since nobody would wait for that. */
    @Override
    public boolean supportsAsyncExecution() {
        return false;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
