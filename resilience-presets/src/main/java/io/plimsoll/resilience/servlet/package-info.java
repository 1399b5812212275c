/** Guards in a servlet container (an optional dependency that only this package imports). */
@NullMarked
package io.plimsoll.resilience.servlet;

import org.jspecify.annotations.NullMarked;
