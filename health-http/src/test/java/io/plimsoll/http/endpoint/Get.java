package io.plimsoll.http.endpoint;

import org.jspecify.annotations.Nullable;

/** A request with nothing but a path. */
record Get(String path) implements OpsRequest {

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public @Nullable String query() {
        return null;
    }

    @Override
    public @Nullable String header(String name) {
        return null;
    }
}
