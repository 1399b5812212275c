package io.plimsoll.resilience.http;

import java.util.List;

/**
 * The paths by which one sees how a service is and helps it: they must stay open whatever else is closed, or nobody could open
 * it again. Immutable.
 */
public final class OpsPaths {

    private static final List<String> NOT_PLAIN = List.of("..", "//", "%", ";", "\\");
    private static final OpsPaths USUAL = of("/health", "/panic", "/mitigation", "/actuator");

    private final List<String> paths;

    private OpsPaths(List<String> paths) {
        this.paths = paths;
    }

    /** {@code /health}, {@code /panic}, {@code /mitigation}, {@code /actuator}, and below. */
    public static OpsPaths usual() {
        return USUAL;
    }

    /**
     * These paths and all below them.
     *
     * @param paths such as {@code /health}, without a slash at the end
     */
    public static OpsPaths of(String... paths) {
        for (String path : paths) {
            if (!path.startsWith("/") || path.endsWith("/") || !isPlain(path)) {
                throw new IllegalArgumentException(
                        "'" + path + "' cannot be kept open: a path begins with a slash, does not"
                                + " end with one, and is written in one way only");
            }
        }
        return new OpsPaths(List.of(paths));
    }

    /**
     * Whether the path is one of them.
     *
     * @param rawPath as it came over the wire, below the application's own prefix. One that can be read in several ways is none
     */
    public boolean contain(String rawPath) {
        for (String prefix : paths) {
            if (rawPath.startsWith(prefix)
                    && (rawPath.length() == prefix.length() || rawPath.charAt(prefix.length()) == '/')) {
                return isPlain(rawPath);
            }
        }
        return false;
    }

    private static boolean isPlain(String path) {
        return NOT_PLAIN.stream().noneMatch(path::contains);
    }
}
