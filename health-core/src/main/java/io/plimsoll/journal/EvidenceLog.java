package io.plimsoll.journal;

import io.plimsoll.journal.Evidence.Alike;
import io.plimsoll.journal.Evidence.Hot;
import io.plimsoll.journal.Evidence.Hottest;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The same once more as one structured event in the log: by morning the instance, and its journal, may be gone. */
final class EvidenceLog {

    private static final Logger log = LoggerFactory.getLogger("io.plimsoll.journal");

    private EvidenceLog() {}

    static void write(Changed change, Evidence evidence) {
        var line = log.atWarn()
                .addKeyValue("event_id", change.id())
                .addKeyValue("component", change.component())
                .addKeyValue("layer", change.layer().word())
                .addKeyValue("code", change.finding().code())
                .addKeyValue("changed_lately", evidence.changedLately())
                .addKeyValue("also_not_up", evidence.alsoNotUp())
                .addKeyValue("last_results", results(evidence))
                .addKeyValue("heap_used_bytes", evidence.memory().usedBytes())
                .addKeyValue("heap_max_bytes", evidence.memory().maxBytes())
                .addKeyValue("gc_collections", evidence.memory().collections())
                .addKeyValue("gc_ms", evidence.memory().collecting().toMillis())
                .addKeyValue("threads", threads(evidence));
        if (evidence.hottest() != null) {
            line = line.addKeyValue("hottest_threads", hottest(evidence.hottest()))
                    .addKeyValue("hottest_over_ms", evidence.hottest().over().toMillis());
        }
        if (change.runbook() != null) {
            line = line.addKeyValue("runbook", change.runbook());
        }
        for (var detail : change.finding().details().entrySet()) {
            line = line.addKeyValue("detail." + detail.getKey(), detail.getValue());
        }
        line.log("Evidence as {} ({})", change.sentence(), change.id());
    }

    private static String results(Evidence evidence) {
        return evidence.lastResults().stream()
                .map(result -> result.status() + (result.code() == null ? "" : " " + result.code()) + " "
                        + result.latency().toMillis() + " ms")
                .collect(Collectors.joining(", "));
    }

    private static String threads(Evidence evidence) {
        return evidence.threads().stream().map(EvidenceLog::group).collect(Collectors.joining("\n"));
    }

    private static String hottest(Hottest hottest) {
        return hottest.threads().stream().map(Hot::text).collect(Collectors.joining("\n"));
    }

    private static String group(Alike alike) {
        return alike.count() + " " + alike.state() + " " + alike.names() + "\n  at "
                + String.join("\n  at ", alike.stack());
    }
}
