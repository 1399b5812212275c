/** What every adapter promises on the wire, and the means to see whether it does. */
@NullMarked
package io.plimsoll.http.contract;

import org.jspecify.annotations.NullMarked;
