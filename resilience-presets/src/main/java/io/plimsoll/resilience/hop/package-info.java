/**
 * Who retries: one header tells a service whether its caller will ask again, so that only the outermost one does.
 */
@NullMarked
package io.plimsoll.resilience.hop;

import org.jspecify.annotations.NullMarked;
