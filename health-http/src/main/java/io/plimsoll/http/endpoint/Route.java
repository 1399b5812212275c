package io.plimsoll.http.endpoint;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Which paths lead to an endpoint: one fixed path, or all that have one segment where the pattern has a variable.
 *
 * <p>Fixed text is compared as it came over the wire: neither a trailing slash nor a percent-encoded letter is a second
 * name of the same thing, so a proxy's rule for a path cannot be walked around. Only the segment is decoded.
 *
 * @param name one of our own words, for metrics
 * @param needs what whoever asks must have
 * @param before fixed text before the segment, or the whole path
 * @param after fixed text after the segment; {@code null} for a route without one
 * @param value what the whole path says of the variable; empty for a route without one
 * @param endpoint what answers there
 */
record Route(
        String name, Access needs, String before, @Nullable String after, String value, Endpoint endpoint) {

    /** @param pattern such as {@code /health/deep/{component}}, with at most one variable */
    static Route of(String name, Access needs, String pattern, Endpoint endpoint) {
        int open = pattern.indexOf('{');
        return open < 0
                ? new Route(name, needs, pattern, null, "", endpoint)
                : new Route(
                        name,
                        needs,
                        pattern.substring(0, open),
                        pattern.substring(pattern.indexOf('}') + 1),
                        "",
                        endpoint);
    }

    /**
     * The path on which the variable has a value that is known beforehand, as a route of its own: its whole path is compared,
     * so nothing is cut out and decoded with each request. It stands before this one, which stays for other spellings.
     *
     * @param known without anything that would have to be encoded
     */
    Route at(String known) {
        return new Route(name, needs, before + known + requireNonNull(after, "a variable"), null, known, endpoint);
    }

    boolean leadsFrom(String path) {
        return after == null ? path.equals(before) : hasOneSegmentBefore(after, path);
    }

    /**
     * What stands in the place of the variable, decoded; empty for a route without one.
     *
     * @param path one from which this route leads
     * @return {@code null} if it is not correctly encoded
     */
    @Nullable
    String segment(String path) {
        return after == null
                ? value
                : PercentEncoding.decode(path.substring(before.length(), path.length() - after.length()));
    }

    private boolean hasOneSegmentBefore(String end, String path) {
        int from = before.length();
        int to = path.length() - end.length();
        return from < to && path.startsWith(before) && path.endsWith(end) && path.lastIndexOf('/', to - 1) < from;
    }
}
