/**
 * We are asked, on a port of our own: the JDK's small HTTP server.
 *
 * <p>For health on a port that business traffic cannot exhaust. What it does not defend is written at {@link
 * io.plimsoll.http.jdk.JdkOpsServer}.
 */
@NullMarked
package io.plimsoll.http.jdk;

import org.jspecify.annotations.NullMarked;
