package io.plimsoll.http.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * Who gets what. Nobody gets more than anyone does until a credential for it is named.
 *
 * @param anyone what a request gets that brings nothing
 * @param readers what brings {@link Access#DETAILS}
 * @param operators what brings {@link Access#OPERATE}
 */
record AccessPolicy(Access anyone, CredentialCheck readers, CredentialCheck operators) {

    static AccessPolicy of(Access anyone, @Nullable Credential readers, @Nullable Credential operators) {
        return new AccessPolicy(anyone, CredentialCheck.of(readers), CredentialCheck.of(operators));
    }

    /** What the credential of the request brings; {@code null} if it brings none. */
    @Nullable
    Access credentialOf(OpsRequest request) {
        if (operators.passes(request)) {
            return Access.OPERATE;
        }
        return readers.passes(request) ? Access.DETAILS : null;
    }

    /** What a request gets with a credential that brings this, or with {@code null} without one. */
    Access accessOf(@Nullable Access held) {
        return held == null || anyone.includes(held) ? anyone : held;
    }

    /**
     * The answer to a request whose access is not what is needed.
     *
     * @param held what the credential of the request brings; {@code null} if it brings none
     */
    OpsResponse refusal(@Nullable Access held, Access needed) {
        boolean byReaders = readers.canPass() && Access.DETAILS.includes(needed);
        if (!operators.canPass() && !byReaders) {
            return Problem.CLOSED_TO_ALL;
        }
        if (held != null) {
            return Problem.TOO_LITTLE_ACCESS;
        }
        return wantsBearerToken() ? Problem.NO_CREDENTIAL : Problem.NO_ROLE;
    }

    /** Whether the request brought something that was looked at and brought it nothing. */
    boolean ignoredTokenOf(OpsRequest request, @Nullable Access held) {
        return held == null && wantsBearerToken() && request.header("Authorization") != null;
    }

    private boolean wantsBearerToken() {
        return operators.wantsBearerToken() || readers.wantsBearerToken();
    }
}
