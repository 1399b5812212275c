/**
 * Guards as metrics, for those who have Micrometer (an optional dependency that only this package imports).
 */
@NullMarked
package io.plimsoll.resilience.micrometer;

import org.jspecify.annotations.NullMarked;
