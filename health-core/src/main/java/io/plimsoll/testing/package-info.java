/**
 * For tests of whoever uses Plimsoll: time that passes by hand, probes that follow a script, and the rules that every probe and
 * every store of buttons must keep.
 *
 * <p>Nothing here needs a test framework; what is violated throws an {@link java.lang.AssertionError}.
 */
@NullMarked
package io.plimsoll.testing;

import org.jspecify.annotations.NullMarked;
