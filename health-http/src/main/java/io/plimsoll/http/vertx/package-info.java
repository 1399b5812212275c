/** We are asked, on a Vert.x event loop: Vert.x 5 and 4, with vertx-web or without. */
@NullMarked
package io.plimsoll.http.vertx;

import org.jspecify.annotations.NullMarked;
