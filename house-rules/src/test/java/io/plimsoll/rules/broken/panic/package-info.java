@NullMarked
package io.plimsoll.rules.broken.panic;

import org.jspecify.annotations.NullMarked;
