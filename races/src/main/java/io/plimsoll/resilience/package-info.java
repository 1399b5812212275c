/** jcstress tests of what stands around a call. */
package io.plimsoll.resilience;
