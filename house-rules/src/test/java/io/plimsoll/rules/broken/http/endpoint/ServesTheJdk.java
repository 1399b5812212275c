package io.plimsoll.rules.broken.http.endpoint;

import com.sun.net.httpserver.HttpServer;

final class ServesTheJdk {
    final HttpServer held;

    ServesTheJdk(HttpServer held) {
        this.held = held;
    }
}
