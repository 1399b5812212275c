package io.plimsoll.http.endpoint;

import java.util.function.Supplier;

/** A credential that a client is told of by {@code WWW-Authenticate: Bearer}. */
record BearerCredential(Supplier<BearerTokens> tokens) implements Credential {

    @Override
    public boolean isHeldBy(OpsRequest request) {
        String header = request.header("Authorization");
        return header != null && tokens.get().accept(header);
    }
}
