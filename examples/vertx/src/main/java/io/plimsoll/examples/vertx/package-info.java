/** A small Vert.x service: its business, its life from start to stop, and its Redis in one class each. */
@NullMarked
package io.plimsoll.examples.vertx;

import org.jspecify.annotations.NullMarked;
