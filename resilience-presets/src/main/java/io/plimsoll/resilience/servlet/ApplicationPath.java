package io.plimsoll.resilience.servlet;

import jakarta.servlet.http.HttpServletRequest;

/** What of a request's path is the application's. */
final class ApplicationPath {

    private ApplicationPath() {}

    /** As it came over the wire, without the prefix under which the application is mounted. */
    static String of(HttpServletRequest request) {
        String path = request.getRequestURI();
        String context = request.getContextPath();
        return path.startsWith(context) ? path.substring(context.length()) : path;
    }
}
