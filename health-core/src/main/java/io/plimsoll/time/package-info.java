/**
 * The only place that reads a clock or starts a thread.
 *
 * <p>{@link io.plimsoll.time.Ticker} measures, an {@link java.time.InstantSource} only shows, a {@link
 * io.plimsoll.time.Scheduler} waits, and {@link io.plimsoll.time.Timing} hands all of them, with the executor, to whoever
 * needs them. {@link io.plimsoll.time.SystemTime} is the real one; tests hand in a manual one.
 */
@NullMarked
package io.plimsoll.time;

import org.jspecify.annotations.NullMarked;
