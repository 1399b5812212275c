package io.plimsoll.http.probe;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** What is asked, and how much of it may be shown: the path, without query, host and user. */
record Target(URI uri, String path) {

    private static final int SHOWN = 120;
    private static final int LAST_PORT = 65_535;

    static Target of(String url) {
        try {
            return of(new URI(url));
        } catch (URISyntaxException invalid) {
            // Its own message, and it as a cause, would repeat the whole text, with whatever secret is in it.
            throw new IllegalArgumentException("not a URL: " + invalid.getReason() + " at index " + invalid.getIndex());
        }
    }

    static Target of(URI uri) {
        String scheme = uri.getScheme() == null ? "none" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("the URL of a probe must be http or https, but its scheme is " + scheme);
        }
        if (uri.getRawAuthority() != null && uri.getRawAuthority().indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "the URL of a probe must not contain a user or password, which java.net.http"
                            + " would not send; use header(\"Authorization\", ...)");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "the URL of a probe must name a host of letters, digits, dots and hyphens,"
                            + " and perhaps a port, but its authority is '" + uri.getRawAuthority() + "'");
        }
        if (uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
            throw new IllegalArgumentException(
                    "the port in the URL of a probe must be 1 to " + LAST_PORT + ", but is " + uri.getPort());
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the URL of a probe must not have a fragment, which is never sent, but has one after '#'");
        }
        return new Target(uri, shown(uri.getRawPath()));
    }

    /** For those with access to details. */
    String server() {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private static String shown(String path) {
        if (path.isEmpty()) {
            return "/";
        }
        return path.length() <= SHOWN ? path : path.substring(0, SHOWN) + "...";
    }
}
