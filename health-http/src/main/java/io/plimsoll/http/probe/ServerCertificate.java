package io.plimsoll.http.probe;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Status;
import java.net.http.HttpResponse;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Until when the certificate is good that a server showed in the handshake of an answer, its issuers' included: no connection is
 * made for it.
 */
final class ServerCertificate {

    static final Duration SOON = Duration.ofDays(14);

    private ServerCertificate() {}

    /** {@code null} if there was no encryption, or no certificate that says. */
    static @Nullable Instant validUntil(HttpResponse<?> answer) {
        return answer.sslSession().map(ServerCertificate::validUntil).orElse(null);
    }

    /** Adds how many days are left, and what follows if they are few or none: nothing better than that. */
    static Finding judged(Finding finding, Instant until, Instant now, Target target) {
        Duration left = Duration.between(now, until);
        Finding known = finding.with("certificate_days", Math.floorDiv(left.toSeconds(), 86_400));
        if (left.isNegative()) {
            return expired(target).withReadingsOf(known);
        }
        if (known.status() != Status.UP || left.compareTo(SOON) >= 0) {
            return known;
        }
        return Finding.degraded(Code.TLS, "Certificate expires in " + inDays(left) + " on GET " + target.path())
                .withReadingsOf(known);
    }

    static Finding expired(Target target) {
        return Finding.down(Code.TLS, "Certificate has expired on GET " + target.path());
    }

    private static @Nullable Instant validUntil(SSLSession session) {
        Instant first = null;
        for (Certificate each : chain(session)) {
            if (each instanceof X509Certificate certificate) {
                Instant until = certificate.getNotAfter().toInstant();
                first = first == null || until.isBefore(first) ? until : first;
            }
        }
        return first;
    }

    private static Certificate[] chain(SSLSession session) {
        try {
            return session.getPeerCertificates();
        } catch (SSLPeerUnverifiedException none) {
            return new Certificate[0];
        }
    }

    private static String inDays(Duration left) {
        return switch ((int) left.toDays()) {
            case 0 -> "less than a day";
            case 1 -> "1 day";
            default -> left.toDays() + " days";
        };
    }
}
