package io.plimsoll.http.endpoint;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who gets what. Nobody gets more than anyone does until a credential for it is named.
 *
 * @param anyone what a request gets that brings nothing
 * @param readers what brings {@link Access#DETAILS}; {@code null} if nothing does
 * @param operators what brings {@link Access#OPERATE}; {@code null} if nothing does
 * @param failureLogged whether a credential has failed before
 */
record AccessPolicy(
        Access anyone,
        @Nullable Credential readers,
        @Nullable Credential operators,
        AtomicBoolean failureLogged) {

    private static final Logger log = LoggerFactory.getLogger(AccessPolicy.class);

    static AccessPolicy of(Access anyone, @Nullable Credential readers, @Nullable Credential operators) {
        return new AccessPolicy(anyone, readers, operators, new AtomicBoolean());
    }

    Access of(OpsRequest request) {
        if (isHeld(operators, request)) {
            return Access.OPERATE;
        }
        return isHeld(readers, request) ? Access.DETAILS : anyone;
    }

    /** The answer to a request whose access is not what is needed. */
    OpsResponse refusal(Access access, Access needed) {
        boolean canBeHad = operators != null || (readers != null && Access.DETAILS.includes(needed));
        if (!canBeHad) {
            return Problem.CLOSED_TO_ALL;
        }
        return access == anyone ? Problem.NO_CREDENTIAL : Problem.TOO_LITTLE_ACCESS;
    }

    /** Whether the request brought something that was looked at and brought it nothing. */
    boolean ignoredCredentialOf(OpsRequest request, Access access) {
        return access == anyone && (operators != null || readers != null) && request.header("Authorization") != null;
    }

    private boolean isHeld(@Nullable Credential credential, OpsRequest request) {
        if (credential == null) {
            return false;
        }
        try {
            return credential.isHeldBy(request);
        } catch (Exception failed) {
            if (failureLogged.compareAndSet(false, true)) {
                log.warn(
                        "Looking for a credential failed; the request was treated as if it brought none, and this is not"
                                + " logged again",
                        failed);
            }
            return false;
        }
    }
}
