package io.plimsoll.http.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Supplier;

/** Hands out what somebody else measures, as it is. */
record MetricsEndpoint(Supplier<String> scrape) implements Endpoint {

    /** Without blanks, as Tomcat would send it anyway. */
    private static final String PROMETHEUS_TEXT = "text/plain;version=0.0.4;charset=utf-8";

    @Override
    public OpsResponse answer(OpsRequest request, Form form, String segment) {
        return OpsResponse.of(200, PROMETHEUS_TEXT, scrape.get().getBytes(UTF_8));
    }
}
