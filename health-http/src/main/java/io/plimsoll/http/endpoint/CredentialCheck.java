package io.plimsoll.http.endpoint;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for a credential, which may be foreign code: whatever it throws is a no, so that nobody is restarted or let in for it.
 *
 * @param credential {@code null} if there is none to be had
 * @param failing whether it failed the last time, so that each beginning of a trouble is logged once
 */
record CredentialCheck(@Nullable Credential credential, AtomicBoolean failing) {

    private static final Logger log = LoggerFactory.getLogger(CredentialCheck.class);

    static CredentialCheck of(@Nullable Credential credential) {
        return new CredentialCheck(credential, new AtomicBoolean());
    }

    boolean canPass() {
        return credential != null;
    }

    boolean wantsBearerToken() {
        return credential instanceof BearerCredential;
    }

    boolean passes(OpsRequest request) {
        if (credential == null) {
            return false;
        }
        try {
            boolean held = credential.isHeldBy(request);
            if (failing.get()) {
                failing.set(false);
            }
            return held;
        } catch (Throwable failed) {
            if (failing.compareAndSet(false, true)) {
                log.warn(
                        "Looking for a credential failed; the request was treated as if it brought none, and this is not"
                                + " logged again until it works",
                        failed);
            }
            return false;
        }
    }
}
