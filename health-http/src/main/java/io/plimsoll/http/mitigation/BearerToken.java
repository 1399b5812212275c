package io.plimsoll.http.mitigation;

import io.plimsoll.http.endpoint.Credential;
import io.plimsoll.http.endpoint.OpsRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Lets pass whoever brings a token; the body is not looked at. */
final class BearerToken extends Verifier {

    private final Credential token;

    BearerToken(Credential token) {
        this.token = token;
    }

    @Override
    boolean mayPass(OpsRequest request, Instant now) {
        return token.isHeldBy(request);
    }

    @Override
    boolean passes(OpsRequest request, byte[] body, Instant now) {
        return token.isHeldBy(request);
    }

    @Override
    @Nullable
    String messageId(OpsRequest request) {
        return null;
    }

    @Override
    String scheme() {
        return "Bearer";
    }
}
