/**
 * The game day: break the dependencies on purpose and watch what health says.
 *
 * <p>{@link io.plimsoll.examples.checkout.gameday.GameDay} answers {@code POST /chaos/...}, from this machine only.
 */
@NullMarked
package io.plimsoll.examples.checkout.gameday;

import org.jspecify.annotations.NullMarked;
