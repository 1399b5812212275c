/** jcstress tests of who makes room for whom. */
package io.plimsoll.resilience.shed;
