package io.plimsoll.panic.redis;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import java.time.Duration;

/** How long ago this instance was in step with its fleet; looks at memory only. */
final class SyncProbe implements Probe {

    private final RedisPanicStore store;
    private final Duration tooOld;

    SyncProbe(RedisPanicStore store, Duration tooOld) {
        this.store = store;
        this.tooOld = tooOld;
    }

    @Override
    public Layer layer() {
        return Layer.CACHE;
    }

    @Override
    public Finding check(ProbeContext context) {
        Sync sync = store.sync();
        if (sync == null) {
            return Finding.degraded(Code.NOT_RUN_YET, "No board is shared by this store yet");
        }
        Duration age = store.since(sync);
        Finding finding = judge(sync, age).with("hints", sync.hintsRefused() == null);
        if (sync.synced()) {
            finding = finding.with("last_sync_age_ms", age.toMillis());
        }
        Duration ahead = sync.ahead();
        return ahead == null ? finding : finding.with("redis_clock_ahead_ms", ahead.toMillis());
    }

    private Finding judge(Sync sync, Duration age) {
        if (sync.synced() && age.compareTo(tooOld) <= 0) {
            return Finding.up();
        }
        Finding trouble = sync.trouble();
        if (trouble == null) {
            return sync.synced()
                    ? Finding.degraded(
                            Code.TIMEOUT, "Buttons are not shared with the fleet: nothing was tried for long")
                    : Finding.degraded(Code.NOT_RUN_YET, "Buttons have not been shared with the fleet yet");
        }
        Finding finding = Finding.degraded(
                requireNonNull(trouble.code(), "code"), "Buttons are not shared with the fleet: " + trouble.error());
        finding = finding.detail("server", store.server());
        Throwable cause = trouble.cause();
        return cause == null ? finding : finding.causedBy(cause);
    }
}
