package io.plimsoll.benchmarks;

import io.plimsoll.http.endpoint.OpsResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An answer that was written down once: 200 with these headers and bytes. */
record Constant(byte[] body, Map<String, String> headers) {

    /** All of the answer. */
    static Constant of(OpsResponse answer) {
        return new Constant(answer.body(), new LinkedHashMap<>(answer.headers()));
    }

    /** The same with nothing but type and length. */
    Constant bare() {
        var few = new LinkedHashMap<>(headers);
        few.keySet().retainAll(List.of("Content-Type", "Content-Length"));
        return new Constant(body, few);
    }
}
