package io.plimsoll.rules.broken.http.endpoint;

import ch.qos.logback.classic.LoggerContext;

final class ConfiguresLogback {
    final LoggerContext held;

    ConfiguresLogback(LoggerContext held) {
        this.held = held;
    }
}
