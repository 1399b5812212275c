package io.plimsoll.http.probe;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why there is no answer, in our own words and the configured path. */
final class NoAnswer {

    private NoAnswer() {}

    static Finding inTime(Target target) {
        return Finding.down(Code.TIMEOUT, "Timeout on GET " + target.path());
    }

    /** What the failure means, or {@code null} if it says nothing about the server. */
    static @Nullable Finding of(Throwable failure, Target target) {
        Finding finding = explain(failure, target);
        if (finding == null && has(failure, HttpTimeoutException.class)) {
            finding = inTime(target);
        }
        if (finding == null && has(failure, IOException.class)) {
            finding = Finding.down(Code.REFUSED, "Connection lost on GET " + target.path());
        }
        return finding == null ? null : finding.causedBy(failure);
    }

    /** The most telling cause first: the client wraps an unknown name in a refused connection. */
    private static @Nullable Finding explain(Throwable failure, Target target) {
        String path = target.path();
        if (has(failure, UnknownHostException.class) || has(failure, UnresolvedAddressException.class)) {
            return Finding.down(Code.DNS, "Host name does not resolve on GET " + path);
        }
        if (has(failure, CertificateExpiredException.class)) {
            return ServerCertificate.expired(target);
        }
        if (has(failure, SSLException.class)) {
            return Finding.down(Code.TLS, "No encrypted connection on GET " + path);
        }
        if (has(failure, ConnectException.class) && !has(failure, HttpTimeoutException.class)) {
            return Finding.down(Code.REFUSED, "Connection refused on GET " + path);
        }
        if (has(failure, NoRouteToHostException.class)) {
            return Finding.down(Code.REFUSED, "No route on GET " + path);
        }
        if (has(failure, ProtocolException.class)) {
            return Finding.down(Code.BAD_RESPONSE, "No HTTP in the answer to GET " + path);
        }
        return null;
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
