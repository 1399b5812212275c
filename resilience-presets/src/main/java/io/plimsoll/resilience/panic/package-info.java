/**
 * What follows from a button, besides guards that are off: a closed door ({@link io.plimsoll.resilience.panic.ClosedDoor}) and
 * whatever one has to run ({@link io.plimsoll.resilience.panic.WhilePressed}).
 *
 * <pre>{@code
 * context.addFilter(new ClosedDoorFilter(ClosedDoor.of(panic.button("close-door"))), "/*", ...);
 * WhilePressed.of(panic, "bigger-pool", () -> pool.setMaximumPoolSize(40), () -> pool.setMaximumPoolSize(20));
 * }</pre>
 */
@NullMarked
package io.plimsoll.resilience.panic;

import org.jspecify.annotations.NullMarked;
