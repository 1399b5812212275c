/**
 * The services that checkout calls: they run in the same process to save windows, but each on a port and threads of its own, so
 * that it can fail alone. {@link io.plimsoll.examples.checkout.downstream.Downstreams} says what each of them does.
 */
@NullMarked
package io.plimsoll.examples.checkout.downstream;

import org.jspecify.annotations.NullMarked;
