/** jcstress tests of the engine, in its own package so that they see what readers race for. */
package io.plimsoll.health.monitor;
