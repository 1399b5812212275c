/** We are asked, inside a servlet container: Jakarta Servlet 5 to 6.1. */
@NullMarked
package io.plimsoll.http.servlet;

import org.jspecify.annotations.NullMarked;
