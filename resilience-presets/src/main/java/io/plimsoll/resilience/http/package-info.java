/**
 * Guards over HTTP, without a server or a client but the JDK's: requests that say which attempt they are, refusals and served
 * answers as status and headers.
 */
@NullMarked
package io.plimsoll.resilience.http;

import org.jspecify.annotations.NullMarked;
