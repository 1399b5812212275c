package io.plimsoll.http.endpoint;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Supplier;

/**
 * Something that a request can bring along to be given more than anyone gets.
 *
 * <p>A lambda over the request connects whatever else a service trusts, such as a header that a proxy sets and outsiders
 * cannot.
 */
@FunctionalInterface
public interface Credential {

    /**
     * Whether the request brings it. Called for every request, on the thread that answers: must not block, and may be called
     * by many threads at once. What it throws is taken for no, and logged
     * when that begins.
     */
    boolean isHeldBy(OpsRequest request);

    /**
     * A bearer token, as in {@code Authorization: Bearer ...}. All tokens are compared in full and in constant time.
     *
     * @param tokens one, or the old and the new one while they are exchanged; each of 16 to 1024 characters from {@code A-Z
     *     a-z 0-9 - . _ ~ + /}, with {@code =} at its end
     * @throws IllegalArgumentException for any other number of tokens, or a token that is none; it is not repeated
     */
    static Credential bearerToken(String... tokens) {
        List<String> fixed = List.of(tokens);
        var accepted = BearerTokens.of(fixed);
        return new BearerCredential(() -> accepted);
    }

    /**
     * As {@link #bearerToken(String...)}, for tokens that change while the service runs.
     *
     * @param tokens asked once now and then for every request that brings a token, so it must answer from memory; what it
     *     says later and would be refused now is accepted from nobody
     */
    static Credential bearerToken(Supplier<List<String>> tokens) {
        requireNonNull(tokens, "tokens");
        BearerTokens.of(tokens.get());
        return new BearerCredential(() -> BearerTokens.of(tokens.get()));
    }

    /** A role that the server knows of the request: the servlet container's {@code isUserInRole}, Vert.x' authorizations. */
    static Credential role(String role) {
        if (role.isBlank()) {
            throw new IllegalArgumentException("role must not be blank; nobody could tell who has it");
        }
        return request -> request.hasRole(role);
    }
}
