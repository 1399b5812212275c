package io.plimsoll.http.mitigation;

import io.plimsoll.http.endpoint.Credential;
import io.plimsoll.http.endpoint.OpsRequest;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a webhook knows that whoever tells of an alert may. There is none that lets everybody pass. */
public abstract sealed class Verifier permits StandardWebhooks, BearerToken {

    Verifier() {}

    /**
     * The signature of Standard Webhooks 1.0.0: HMAC-SHA256 over id, timestamp and body. A message is believed for 300 s before and
     * after its timestamp, and once.
     *
     * @param secrets {@code whsec_} and the base64 of 24 to 64 bytes: one, or the old and the new one while they are exchanged
     * @throws IllegalArgumentException for any other number of secrets, or a secret that is none; it is not repeated
     */
    public static Verifier standardWebhooks(String... secrets) {
        List<String> fixed = List.of(secrets);
        return standardWebhooks(() -> fixed);
    }

    /**
     * As {@link #standardWebhooks(String...)}, for secrets that change while the service runs.
     *
     * @param secrets asked once now and then for every request that brings a signature, so it must answer from memory; while it throws,
     *     or says what would be refused now, such requests are answered with 500 and press nothing
     */
    public static Verifier standardWebhooks(Supplier<List<String>> secrets) {
        return new StandardWebhooks(secrets);
    }

    /**
     * A bearer token, for senders that cannot sign, such as Alertmanager. It does not tell a replay from a repetition, so it belongs
     * inside the cluster, or behind TLS.
     *
     * @param tokens as for {@link Credential#bearerToken(String...)}
     */
    public static Verifier bearerToken(String... tokens) {
        return new BearerToken(Credential.bearerToken(tokens));
    }

    /** As {@link #bearerToken(String...)}, for tokens that change while the service runs. */
    public static Verifier bearerToken(Supplier<List<String>> tokens) {
        return new BearerToken(Credential.bearerToken(tokens));
    }

    /** Whether the headers leave it possible that the request passes: only then its body is read. */
    abstract boolean mayPass(OpsRequest request, Instant now);

    /** Whether whoever sent the request holds the secret. */
    abstract boolean passes(OpsRequest request, byte[] body, Instant now);

    /** What the same message has each time that it is sent, of a request that passes; {@code null} if nothing in it says. */
    abstract @Nullable String messageId(OpsRequest request);

    /** What is said to whom it does not let pass: a scheme for {@code WWW-Authenticate}. */
    abstract String scheme();
}
