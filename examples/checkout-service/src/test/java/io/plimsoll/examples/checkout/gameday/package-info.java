@NullMarked
package io.plimsoll.examples.checkout.gameday;

import org.jspecify.annotations.NullMarked;
