/**
 * Inside Spring Boot 4: our report in Actuator, and the wait before the application stops.
 *
 * <p>Nothing is configured by being on the class path; each class is a bean that the application declares in one line.
 */
@NullMarked
package io.plimsoll.http.spring;

import org.jspecify.annotations.NullMarked;
