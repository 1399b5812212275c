package io.plimsoll.examples.checkout.shop;

import io.plimsoll.examples.checkout.web.Json;
import io.plimsoll.resilience.Attempt;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.http.GuardedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Another service: where it is, and the guard of all calls to it. */
public final class Service {

    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final URI base;
    private final Guard guard;

    public Service(URI base, Guard guard) {
        this.base = base;
        this.guard = guard;
    }

    Guard guard() {
        return guard;
    }

    /** {@link #send} of a {@code GET}. */
    <T> Optional<T> get(Attempt attempt, String path, String parameter, Class<T> type) throws IOException {
        return send(attempt, "GET", path, parameter, type);
    }

    /**
     * Makes one attempt.
     *
     * @param path ends with its only parameter, in braces; is shown to anyone who may read health, if the attempt fails
     * @param parameter what stands in its place: a client has written it, so it is shown to nobody
     * @return empty if there is no such thing
     */
    <T> Optional<T> send(Attempt attempt, String method, String path, String parameter, Class<T> type)
            throws IOException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path.substring(0, path.indexOf('{')) + parameter))
                .method(method, BodyPublishers.noBody())
                .build();
        HttpResponse<byte[]> response =
                GuardedRequest.of(request).send(http, BodyHandlers.ofByteArray(), attempt.doing(method + " " + path));
        return switch (response.statusCode()) {
            case 200 -> Optional.of(Json.read(response.body(), type));
            case 404 -> Optional.empty();
            default -> throw new IOException("answered " + response.statusCode());
        };
    }
}
