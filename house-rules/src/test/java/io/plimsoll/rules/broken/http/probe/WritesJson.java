package io.plimsoll.rules.broken.http.probe;

import com.fasterxml.jackson.core.JsonFactory;

final class WritesJson {
    final JsonFactory held;

    WritesJson(JsonFactory held) {
        this.held = held;
    }
}
