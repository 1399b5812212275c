/** Services that ask each other for health in circles, and whether they find out again after an outage that they share. */
@NullMarked
package io.plimsoll.http.chain;

import org.jspecify.annotations.NullMarked;
