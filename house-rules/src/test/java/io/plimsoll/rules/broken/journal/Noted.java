package io.plimsoll.rules.broken.journal;

import io.plimsoll.rules.broken.panic.Pressed;
import org.jspecify.annotations.Nullable;

public final class Noted {
    final @Nullable Pressed held;

    Noted(@Nullable Pressed held) {
        this.held = held;
    }
}
