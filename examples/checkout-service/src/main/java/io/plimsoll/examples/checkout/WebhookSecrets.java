package io.plimsoll.examples.checkout;

import io.plimsoll.http.mitigation.Verifier;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * How the webhook knows that an alert is one.
 *
 * @param signature by a secret, as Standard Webhooks has it
 * @param token for Alertmanager, which cannot sign; {@code null} if none is set: then none is accepted
 * @param random the secret where nobody has set one, to be printed; {@code null} where somebody has, who knows it already
 */
record WebhookSecrets(
        Verifier signature,
        @Nullable Verifier token,
        @Nullable String random) {

    private static final int BYTES = 32;

    /** A random secret if none is given, so that there is never one that everybody knows. */
    static WebhookSecrets of(@Nullable String secret, @Nullable String token) {
        String given = trimmed(secret);
        String used = given == null ? makeUp() : given;
        String bearer = trimmed(token);
        return new WebhookSecrets(
                verifier("MITIGATION_SECRET", used, Verifier::standardWebhooks),
                bearer == null ? null : verifier("MITIGATION_TOKEN", bearer, Verifier::bearerToken),
                given == null ? used : null);
    }

    private static String makeUp() {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }

    private static Verifier verifier(String setting, String given, Kind kind) {
        try {
            return kind.by(given);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(setting + ": " + refused.getMessage(), refused);
        }
    }

    private static @Nullable String trimmed(@Nullable String given) {
        return given == null || given.isBlank() ? null : given.strip();
    }

    @FunctionalInterface
    private interface Kind {
        Verifier by(String... secrets);
    }
}
