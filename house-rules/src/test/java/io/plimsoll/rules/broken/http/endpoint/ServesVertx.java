package io.plimsoll.rules.broken.http.endpoint;

import io.vertx.core.Vertx;

final class ServesVertx {
    final Vertx held;

    ServesVertx(Vertx held) {
        this.held = held;
    }
}
