package io.plimsoll.rules.broken.http.endpoint;

import jakarta.servlet.http.HttpServlet;

final class ServesServlets {
    final HttpServlet held;

    ServesServlets(HttpServlet held) {
        this.held = held;
    }
}
