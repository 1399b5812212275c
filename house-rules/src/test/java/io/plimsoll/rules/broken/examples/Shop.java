package io.plimsoll.rules.broken.examples;

public final class Shop {
    private Shop() {}
}
