package io.plimsoll.examples.checkout;

import io.plimsoll.http.endpoint.Credential;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What whoever operates this service shows to see details and to change something.
 *
 * @param random the token where nobody has set one, to be printed; {@code null} where somebody has, who knows it already
 */
record OpsToken(Credential credential, @Nullable String random) {

    private static final int BYTES = 16;

    /** A random one if none is given, so that there is never one that everybody knows. */
    static OpsToken of(@Nullable String given) {
        if (given == null || given.isBlank()) {
            var bytes = new byte[BYTES];
            new SecureRandom().nextBytes(bytes);
            String random = HexFormat.of().formatHex(bytes);
            return new OpsToken(Credential.bearerToken(random), random);
        }
        try {
            return new OpsToken(Credential.bearerToken(given.strip()), null);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException("OPS_TOKEN: " + refused.getMessage(), refused);
        }
    }
}
