/**
 * What a thread knows of the request that it works on; and who retries: one header tells a service whether its caller will ask
 * again, so that only the outermost one does.
 */
@NullMarked
package io.plimsoll.resilience.hop;

import org.jspecify.annotations.NullMarked;
