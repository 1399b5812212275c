@NullMarked
package io.plimsoll.examples.checkout.downstream;

import org.jspecify.annotations.NullMarked;
