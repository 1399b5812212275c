/** How long ago an instance was in step with its fleet, as meters. Needs Micrometer, which nothing else here does. */
@NullMarked
package io.plimsoll.panic.redis.micrometer;

import org.jspecify.annotations.NullMarked;
