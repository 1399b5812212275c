package io.plimsoll.health.redis.wire;

import static java.util.Objects.requireNonNull;

import io.lettuce.core.RedisURI;
import java.net.IDN;

/** Which addresses are refused before anything is asked: a mistake is to be told now, not in the first outage. */
public final class Address {

    private Address() {}

    /**
     * Reads {@code redis://user:password@host:port/database}.
     *
     * @throws IllegalArgumentException if it is no such address; the message does not repeat it, because of the password
     */
    public static RedisURI parse(String uri) {
        requireNonNull(uri, "uri");
        try {
            return RedisURI.create(uri);
        } catch (IllegalArgumentException invalid) {
            throw new IllegalArgumentException(
                    "not the address of a Redis server: expected redis://[[user]:password@]host[:port][/database]");
        }
    }

    /**
     * Refuses what names no server.
     *
     * @param rule begins the message
     */
    public static void requireServer(String rule, RedisURI uri) {
        if (uri.getHost() == null && uri.getSocket() == null) {
            throw new IllegalArgumentException(rule + ", but the URI names neither host nor socket");
        }
        if (uri.getHost() != null) {
            requireHostName(uri.getHost());
        }
    }

    /** What cannot be a name is a mistake, not a name that does not resolve. */
    private static void requireHostName(String host) {
        try {
            IDN.toASCII(host);
        } catch (IllegalArgumentException invalid) {
            throw new IllegalArgumentException("'" + host + "' cannot be the name of a host", invalid);
        }
    }
}
