package io.plimsoll.rules.broken.panic;

import io.plimsoll.rules.broken.journal.Noted;

public final class Pressed {
    final Noted held;

    Pressed(Noted held) {
        this.held = held;
    }
}
