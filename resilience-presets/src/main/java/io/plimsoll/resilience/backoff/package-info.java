/**
 * How long to wait before the next attempt: our own dice, and what the server asked for.
 */
@NullMarked
package io.plimsoll.resilience.backoff;

import org.jspecify.annotations.NullMarked;
