/**
 * Guards as components of health: what the calls meet, beside what the probe sees.
 */
@NullMarked
package io.plimsoll.resilience.health;

import org.jspecify.annotations.NullMarked;
