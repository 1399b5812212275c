/**
 * How many retries a dependency can stand: a share of the calls, whatever the failure rate.
 */
@NullMarked
package io.plimsoll.resilience.budget;

import org.jspecify.annotations.NullMarked;
