/**
 * What a read costs: in this process by JMH, and over HTTP beside a constant answer on the same server.
 *
 * <p>{@link io.plimsoll.benchmarks.Main} runs both and prints tables.
 */
@NullMarked
package io.plimsoll.benchmarks;

import org.jspecify.annotations.NullMarked;
