package io.plimsoll.panic.redis;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each change, and none for each attempt. Used by one thread at a time. */
final class SyncLog {

    private static final Logger log = LoggerFactory.getLogger("io.plimsoll.panic");

    private final String fleet;
    private final String server;
    private final Set<Code> said = EnumSet.noneOf(Code.class); // of this outage
    private boolean shared;
    private boolean hintsRefused;
    private boolean strange;

    SyncLog(String fleet, String server) {
        this.fleet = fleet;
        this.server = server;
    }

    /** It is in step. */
    void shared() {
        if (!shared) {
            log.atInfo().addKeyValue("fleet", fleet).log("Buttons are shared with fleet {} by Redis", fleet);
        }
        shared = true;
        said.clear();
    }

    /** It is not: said once for each reason until it is in step again. */
    void notShared(Finding why) {
        Code code = why.code();
        shared = false;
        if (code == null || !said.add(code)) {
            return;
        }
        log.atWarn()
                .addKeyValue("fleet", fleet)
                .addKeyValue("code", code)
                .addKeyValue("server", server)
                .setCause(code == Code.PROBE_FAILED ? why.cause() : null)
                .log(
                        "Buttons are not shared with fleet {}: {}. They can be pressed and end here as ever; others hear of it"
                                + " when that is over",
                        fleet,
                        why.error());
    }

    /** Whether messages can be used. */
    void hints(@Nullable Finding refused) {
        if (refused != null && !hintsRefused) {
            log.atWarn()
                    .addKeyValue("fleet", fleet)
                    .addKeyValue("code", refused.code())
                    .log(
                            "Fleet {} cannot send messages: {}. What is pressed is heard of at the next poll",
                            fleet,
                            refused.error());
        } else if (refused == null && hintsRefused) {
            log.atInfo().addKeyValue("fleet", fleet).log("Fleet {} can send messages again", fleet);
        }
        hintsRefused = refused != null;
    }

    /** Something in our key is not ours. */
    void strange(int fields) {
        if (fields > 0 && !strange) {
            log.atWarn()
                    .addKeyValue("fleet", fleet)
                    .log(
                            "The key of fleet {} has {} fields that are no leases, as a newer version or a stranger writes"
                                    + " them; they press nothing here, and are left alone",
                            fleet,
                            fields);
        }
        strange = fields > 0;
    }
}
