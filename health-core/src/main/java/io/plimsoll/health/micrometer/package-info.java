/**
 * Health as metrics, for those who have Micrometer (an optional dependency that only this package imports).
 *
 * <pre>{@code
 * HealthMetrics metrics = HealthMetrics.bind(health, registry);
 * OpsRouter ops = OpsRouter.builder(health).listener(metrics::answered).build();
 * PanicMetrics.bind(panic, registry);
 * }</pre>
 */
@NullMarked
package io.plimsoll.health.micrometer;

import org.jspecify.annotations.NullMarked;
