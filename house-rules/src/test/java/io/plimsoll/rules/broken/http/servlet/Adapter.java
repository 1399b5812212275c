package io.plimsoll.rules.broken.http.servlet;

import jakarta.servlet.http.HttpServlet;

/** May know the Servlet API. */
public final class Adapter {
    final HttpServlet servlet;

    Adapter(HttpServlet servlet) {
        this.servlet = servlet;
    }
}
