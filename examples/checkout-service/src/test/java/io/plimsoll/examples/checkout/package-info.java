@NullMarked
package io.plimsoll.examples.checkout;

import org.jspecify.annotations.NullMarked;
