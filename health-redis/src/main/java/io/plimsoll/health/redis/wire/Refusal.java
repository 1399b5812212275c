package io.plimsoll.health.redis.wire;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.netty.channel.ConnectTimeoutException;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why Redis did not do what it was asked, in our own words.
 *
 * <p>Of what the server answered, only the first word is repeated: an error reply may quote the command that it refuses, and
 * that command may hold a password. For the same reason such a reply is not kept as a cause.
 */
public final class Refusal {

    private static final String LOST = "Redis closed the connection";
    private static final List<String> CREDENTIALS = List.of(
            "WRONGPASS", "NOAUTH", "ERR invalid password", "ERR AUTH", "ERR Client sent AUTH", "ERR Password mismatch");
    private static final List<String> RIGHTS = List.of("NOPERM", "DENIED");

    private Refusal() {}

    public static Finding silence() {
        return Finding.down(Code.TIMEOUT, "Redis did not answer");
    }

    /**
     * What the failure means, or {@code null} if it says nothing about the server.
     *
     * @param wanted what one may have no right to
     */
    public static @Nullable Finding of(Throwable failure, String wanted) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Finding finding = ofCause(cause, wanted);
            if (finding != null) {
                return finding;
            }
        }
        return failure instanceof RedisException || failure instanceof IOException ? lost().causedBy(failure) : null;
    }

    /** Whether the connection broke without a word from the server. */
    public static boolean isLoss(Finding finding) {
        return LOST.equals(finding.error());
    }

    /** What an error reply means. */
    public static Finding answered(@Nullable String reply, String wanted) {
        return ofReply(reply == null ? "" : reply, wanted).detail("answer", firstWord(reply));
    }

    private static Finding lost() {
        return Finding.down(Code.REFUSED, LOST);
    }

    private static @Nullable Finding ofCause(Throwable cause, String wanted) {
        if (cause instanceof RedisCommandExecutionException refused) {
            return answered(refused.getMessage(), wanted);
        }
        Finding finding = ofConnecting(cause);
        return finding == null ? null : finding.causedBy(cause);
    }

    private static @Nullable Finding ofConnecting(Throwable cause) {
        if (cause instanceof ConnectTimeoutException || cause instanceof RedisCommandTimeoutException) {
            return silence();
        }
        if (cause instanceof ConnectException) {
            return Finding.down(Code.REFUSED, "Redis refused the connection");
        }
        if (cause instanceof NoRouteToHostException) {
            return Finding.down(Code.REFUSED, "There is no route to Redis");
        }
        if (cause instanceof UnknownHostException) {
            return Finding.down(Code.DNS, "The host name of Redis does not resolve");
        }
        if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
            return Finding.down(Code.TLS, "No encrypted connection to Redis could be made");
        }
        return null;
    }

    private static Finding ofReply(String reply, String wanted) {
        if (CREDENTIALS.stream().anyMatch(reply::startsWith)) {
            return Finding.down(Code.AUTH, "Redis rejects the credentials");
        }
        if (RIGHTS.stream().anyMatch(reply::startsWith)) {
            return Finding.down(Code.AUTH, "Redis denies the right to " + wanted);
        }
        if (reply.startsWith("ERR max number of clients reached")) {
            return Finding.down(Code.CONNECTION_LIMIT, "Redis accepts no more connections");
        }
        if (reply.startsWith("LOADING")) {
            return Finding.down(Code.LOADING, "Redis is loading its data");
        }
        return ofRefusedWrite(reply);
    }

    private static Finding ofRefusedWrite(String reply) {
        if (reply.startsWith("OOM")) {
            return Finding.down(Code.OOM, "Redis refuses writes: its memory is full");
        }
        if (reply.startsWith("READONLY")) {
            return Finding.down(Code.READ_ONLY, "Redis is a replica: it can be read and not written");
        }
        if (reply.startsWith("MISCONF") || reply.startsWith("NOREPLICAS")) {
            return Finding.down(Code.READ_ONLY, "Redis refuses writes that it could not keep");
        }
        if (reply.startsWith("MOVED") || reply.startsWith("CLUSTERDOWN")) {
            return Finding.down(Code.BAD_RESPONSE, "Redis is a cluster, and keeps this key elsewhere");
        }
        return Finding.down(Code.BAD_RESPONSE, "Redis answered with an error");
    }

    private static @Nullable String firstWord(@Nullable String reply) {
        if (reply == null) {
            return null;
        }
        int end = 0;
        while (end < reply.length() && end < 20 && Character.isUpperCase(reply.charAt(end))) {
            end++;
        }
        return end == 0 ? null : reply.substring(0, end);
    }
}
