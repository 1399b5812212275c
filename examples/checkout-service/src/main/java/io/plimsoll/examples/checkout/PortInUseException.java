package io.plimsoll.examples.checkout;

/** Someone else listens where we should. */
final class PortInUseException extends Exception {

    private static final long serialVersionUID = 1;

    PortInUseException(String setting, int port, Throwable cause) {
        super("port " + port + " is in use; set " + setting + " to another one", cause);
    }
}
