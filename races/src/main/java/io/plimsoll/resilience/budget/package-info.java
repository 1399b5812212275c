/** jcstress tests of the retry budget. */
package io.plimsoll.resilience.budget;
