package io.plimsoll.benchmarks;

/** One server, or several of the same kind and settings, that give each {@link Answer}. */
interface Contest extends AutoCloseable {

    String server();

    int port(Answer answer);

    /** Whether the promise is about it: a constant can be mounted beside our route, on the very same server. */
    boolean isJudged();

    /** Whether a connection serves more than one request. */
    boolean keepsAlive();

    @Override
    void close();
}
