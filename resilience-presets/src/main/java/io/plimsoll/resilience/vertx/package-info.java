/**
 * Guards on an event loop (Vert.x is an optional dependency that only this package imports).
 *
 * <pre>{@code
 * router.route().handler(new AttemptHandler()).failureHandler(new RefusalHandler());
 * router.get("/stock/:sku").handler(ctx -> AttemptHandler.attemptOf(ctx)
 *         .during(() -> inventory.callAsync(attempt -> fetch(ctx.pathParam("sku"), attempt).toCompletionStage()))
 *         .whenComplete(...));
 * }</pre>
 */
@NullMarked
package io.plimsoll.resilience.vertx;

import org.jspecify.annotations.NullMarked;
