package io.plimsoll.examples.checkout.web;

import java.util.Map;

/** Ends a request with a status that is not a success. The message is shown to the client. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    public Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    Answer answer() {
        return Answer.of(status, Map.of("error", String.valueOf(getMessage())));
    }
}
