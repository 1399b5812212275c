package io.plimsoll.http.endpoint;

import io.plimsoll.health.monitor.HealthView;

/**
 * What one kind of asker gets to see.
 *
 * @param health what is known, without what is left out
 * @param leftOut what that is
 * @param form how it is shown
 */
record Sight(HealthView health, LeftOut leftOut, Form form) {}
