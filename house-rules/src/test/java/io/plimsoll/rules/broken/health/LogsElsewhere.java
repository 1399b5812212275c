package io.plimsoll.rules.broken.health;

import java.util.logging.Logger;

final class LogsElsewhere {
    final Logger held;

    LogsElsewhere(Logger held) {
        this.held = held;
    }
}
