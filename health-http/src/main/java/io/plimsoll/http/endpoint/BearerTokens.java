package io.plimsoll.http.endpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tokens that are accepted at the moment, by the rules of RFC 6750. */
final class BearerTokens {

    private static final String SCHEME = "Bearer ";
    private static final int LONGEST = 1024;
    private static final Pattern TOKEN = Pattern.compile("(?=.{16," + LONGEST + "}$)[A-Za-z0-9._~+/-]+=*");

    private final List<byte[]> tokens;

    private BearerTokens(List<byte[]> tokens) {
        this.tokens = tokens;
    }

    static BearerTokens of(List<String> tokens) {
        if (tokens.isEmpty() || tokens.size() > 2) {
            throw new IllegalArgumentException(
                    "there must be one bearer token, or two while they are exchanged, but there" + " are "
                            + tokens.size());
        }
        for (String token : tokens) {
            if (!TOKEN.matcher(token).matches()) {
                throw new IllegalArgumentException("a bearer token of " + token.length() + " characters is refused: it"
                        + " must have 16 to " + LONGEST + ", from A-Z a-z 0-9 - . _ ~ + / and with = only at its end");
            }
        }
        return new BearerTokens(
                tokens.stream().map(token -> token.getBytes(ISO_8859_1)).toList());
    }

    /** @param authorization the header's value */
    boolean accept(@Nullable String authorization) {
        if (authorization == null
                || authorization.length() > SCHEME.length() + LONGEST
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] presented = authorization.substring(SCHEME.length()).strip().getBytes(ISO_8859_1);
        boolean accepted = false;
        for (byte[] token : tokens) {
            accepted |= MessageDigest.isEqual(token, presented);
        }
        return accepted;
    }
}
