package io.plimsoll.http.endpoint;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What was asked, as far as an answer can depend on it; an adapter makes one for each request of its server.
 *
 * <p>Everything is as it came over the wire: the router decodes what it needs, in one place and strictly. It is read on
 * the thread that calls {@link OpsRouter#handle} and not kept.
 */
public interface OpsRequest {

    /** The method, such as {@code GET}; upper and lower case differ. */
    String method();

    /** The path from the first slash after the server's own prefix, still percent-encoded and without the query. */
    String path();

    /** The query without its question mark, still percent-encoded; {@code null} if there is none. */
    @Nullable
    String query();

    /** The first value of a header, by its name in any case; {@code null} if there is none. */
    @Nullable
    String header(String name);

    /**
     * The body. It is read at most once, and only as far as {@link OpsRouter#longestBodyOf} says.
     * May block, unless the adapter has collected it; empty by default.
     */
    default InputStream body() throws IOException {
        return InputStream.nullInputStream();
    }

    /**
     * Whether the server knows that whoever asks has this role; {@code false} unless the server authenticates. Must not
     * block.
     */
    default boolean hasRole(String role) {
        return false;
    }
}
