/**
 * The filter of log storms for those who log with Logback, 1.5.21 or later (an optional dependency that only this package
 * imports).
 */
@NullMarked
package io.plimsoll.resilience.logstorm.logback;

import org.jspecify.annotations.NullMarked;
