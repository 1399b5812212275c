package io.plimsoll.examples.checkout.shop;

/** A dependency did not do its part, for whatever reason; trying again later may help. */
public final class UnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String dependency;

    UnavailableException(String dependency, Throwable cause) {
        super(dependency + " is not available", cause);
        this.dependency = dependency;
    }

    /** Which one, by the name that health gives it. */
    public String dependency() {
        return dependency;
    }
}
