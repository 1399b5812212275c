/** What a service pays for all of it: a storefront with Plimsoll beside the same one without, in turns, in processes of their own. */
@NullMarked
package io.plimsoll.benchmarks.overhead;

import org.jspecify.annotations.NullMarked;
