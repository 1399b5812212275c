package io.plimsoll.http.mitigation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import io.plimsoll.http.endpoint.OpsRequest;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signatures as Standard Webhooks 1.0.0 has them.
 *
 * <p>What is signed is {@code id.timestamp.body}. An id with a full stop is refused, as the specification says: otherwise one
 * signature would fit several divisions into the three.
 */
final class StandardWebhooks extends Verifier {

    /** How far a timestamp may be from our clock, either way. */
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String HMAC = "HmacSHA256";
    private static final String SECRET = "whsec_";
    private static final int SHORTEST_KEY = 24;
    private static final int LONGEST_KEY = 64;
    private static final String VERSION = "v1,";
    private static final int LONGEST_SIGNATURES = 2_048;
    private static final Pattern ID = Pattern.compile("[!-~&&[^.]]{1,128}");
    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,12}");

    private final Supplier<List<String>> secrets;

    StandardWebhooks(Supplier<List<String>> secrets) {
        this.secrets = requireNonNull(secrets, "secrets");
        keys(secrets.get());
    }

    @Override
    boolean mayPass(OpsRequest request, Instant now) {
        String id = request.header("webhook-id");
        String timestamp = request.header("webhook-timestamp");
        String signatures = request.header("webhook-signature");
        return id != null
                && ID.matcher(id).matches()
                && timestamp != null
                && TIMESTAMP.matcher(timestamp).matches()
                && Math.abs(now.getEpochSecond() - Long.parseLong(timestamp)) <= TOLERANCE.toSeconds()
                && signatures != null
                && signatures.length() <= LONGEST_SIGNATURES
                && signatures.contains(VERSION);
    }

    /** Compares each signature with each key, whichever fits first: how long that takes says nothing. */
    @Override
    boolean passes(OpsRequest request, byte[] body, Instant now) {
        if (!mayPass(request, now)) {
            return false;
        }
        byte[] before =
                (request.header("webhook-id") + "." + request.header("webhook-timestamp") + ".").getBytes(ISO_8859_1);
        String[] signatures =
                requireNonNull(request.header("webhook-signature"), "signature").split(" ", -1);
        boolean passes = false;
        for (SecretKeySpec key : keys(secrets.get())) {
            byte[] expected =
                    (VERSION + Base64.getEncoder().encodeToString(hmac(key, before, body))).getBytes(ISO_8859_1);
            for (String signature : signatures) {
                passes |= MessageDigest.isEqual(expected, signature.getBytes(ISO_8859_1));
            }
        }
        return passes;
    }

    @Override
    @Nullable
    String messageId(OpsRequest request) {
        return request.header("webhook-id");
    }

    @Override
    String scheme() {
        return "Standard-Webhooks";
    }

    private static byte[] hmac(SecretKeySpec key, byte[] before, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(before);
            return mac.doFinal(body);
        } catch (GeneralSecurityException everyJvmHasIt) {
            throw new IllegalStateException(HMAC + " is missing; no signature can be verified", everyJvmHasIt);
        }
    }

    private static List<SecretKeySpec> keys(List<String> secrets) {
        if (secrets.isEmpty() || secrets.size() > 2) {
            throw new IllegalArgumentException(
                    "there must be one webhook secret, or two while they are exchanged, but there are "
                            + secrets.size());
        }
        return secrets.stream().map(StandardWebhooks::key).toList();
    }

    private static SecretKeySpec key(String secret) {
        byte[] key = secret.startsWith(SECRET) ? decoded(secret.substring(SECRET.length())) : null;
        if (key == null || key.length < SHORTEST_KEY || key.length > LONGEST_KEY) {
            throw new IllegalArgumentException(
                    "a webhook secret of " + secret.length() + " characters is refused: it must"
                            + " be " + SECRET + " and the base64 of " + SHORTEST_KEY + " to " + LONGEST_KEY
                            + " bytes; whoever guesses it could switch features off");
        }
        return new SecretKeySpec(key, HMAC);
    }

    private static byte @Nullable [] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException noBase64) {
            return null;
        }
    }
}
