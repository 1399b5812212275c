/**
 * inventory-service, the downstream: it runs in the same process to save a window, but on a port and threads of its own, so
 * that it can fail alone.
 */
@NullMarked
package io.plimsoll.examples.checkout.inventory;

import org.jspecify.annotations.NullMarked;
