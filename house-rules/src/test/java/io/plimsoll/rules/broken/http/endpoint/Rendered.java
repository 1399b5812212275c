package io.plimsoll.rules.broken.http.endpoint;

import com.fasterxml.jackson.core.JsonFactory;

public final class Rendered {
    final JsonFactory json;

    Rendered(JsonFactory json) {
        this.json = json;
    }
}
