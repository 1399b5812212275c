/**
 * Traces and whatever else hangs on a thread by Micrometer's context propagation (an optional dependency that only this
 * package imports), taken along to the later attempts of asynchronous calls.
 */
@NullMarked
package io.plimsoll.resilience.micrometer.context;

import org.jspecify.annotations.NullMarked;
