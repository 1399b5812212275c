package io.plimsoll.examples.checkout.web;

import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param status the HTTP status
 * @param headers besides the content type
 * @param body anything that {@link Json} can write
 */
public record Answer(int status, Map<String, String> headers, Object body) {

    public static Answer of(int status, Object body) {
        return new Answer(status, Map.of(), body);
    }

    public Answer withHeader(String name, String value) {
        return new Answer(status, Map.of(name, value), body);
    }
}
