/**
 * Load shedding: who asks for more than there is gets an answer at once, and those get it first whom the business can do without.
 */
@NullMarked
package io.plimsoll.resilience.shed;

import org.jspecify.annotations.NullMarked;
