/** jcstress tests of the bound on log storms. */
package io.plimsoll.resilience.logstorm;
