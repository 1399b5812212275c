/** A small Spring Boot service: its business, its health and its database in one class each. */
@NullMarked
package io.plimsoll.examples.spring;

import org.jspecify.annotations.NullMarked;
