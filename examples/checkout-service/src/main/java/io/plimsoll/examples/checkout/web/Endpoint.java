package io.plimsoll.examples.checkout.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Answers requests of one method on one path. */
@FunctionalInterface
public interface Endpoint {

    /** May throw a {@link Refusal}; anything else that it throws is a bug and answered with 500. */
    Answer answer(HttpServletRequest request) throws IOException;
}
