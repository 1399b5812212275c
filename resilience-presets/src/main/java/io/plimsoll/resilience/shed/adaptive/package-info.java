/** A limit that finds itself, by Netflix's concurrency-limits (optional). */
@NullMarked
package io.plimsoll.resilience.shed.adaptive;

import org.jspecify.annotations.NullMarked;
