package io.plimsoll.rules.broken.health;

final class Prints {
    private Prints() {}

    static void out() {
        System.out.println("out");
    }

    static void err() {
        System.err.println("err");
    }

    static void stack(Exception thrown) {
        thrown.printStackTrace();
    }
}
