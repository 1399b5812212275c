package io.plimsoll.benchmarks;

/** What is answered with, each at a path of the same length. */
enum Answer {
    /** Ours, through the router and the adapter. */
    OURS("/health/deep"),
    /** The same bytes and the same headers, written down once. */
    CONSTANT("/always/deep"),
    /** The same bytes with nothing but their type and length: what somebody would write who wants it fast. */
    BARE("/barest/deep");

    private final String path;

    Answer(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }
}
