/**
 * What the tests of all examples share: the example as a process of its own, clients that never stop asking, and the drill of
 * stopping it under their load.
 */
@NullMarked
package io.plimsoll.examples.drill;

import org.jspecify.annotations.NullMarked;
