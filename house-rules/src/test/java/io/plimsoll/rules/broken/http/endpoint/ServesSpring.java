package io.plimsoll.rules.broken.http.endpoint;

import org.springframework.core.Ordered;

final class ServesSpring {
    final Ordered held;

    ServesSpring(Ordered held) {
        this.held = held;
    }
}
