package io.plimsoll.health.jdbc;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.jdbc.DiagnosisRounds.Latest;
import io.plimsoll.health.jdbc.postgres.Diagnosed;
import io.plimsoll.health.probe.PoolState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a symptom reads once the database has been asked who is to blame: "Connection pool exhausted; database answers in 2 ms;
 * pid 4711 idle in transaction for 92 s blocks 18". Pure.
 */
final class Explanation {

    private static final int LONGEST_ERROR = 200;

    private Explanation() {}

    /**
     * Puts symptom and evidence together.
     *
     * @param latest what came of the latest round; {@code null} before there is one
     * @param state of the pool; {@code null} if it is not known
     */
    static Finding of(
            Finding symptom, @Nullable Look look, @Nullable PoolState state, @Nullable Latest latest, long nowNanos) {
        Diagnosed diagnosed = latest == null ? null : latest.diagnosed();
        Failure failure = latest == null ? null : latest.failure();
        var sentences = new ArrayList<String>();
        if (isAboutThePool(symptom) && look instanceof Look.Answered answered) {
            sentences.add("database answers in " + millis(answered.roundTrip()));
        }
        if (diagnosed != null) {
            sentences.addAll(diagnosed.sentences());
        } else if (isAboutThePool(symptom) && failure != null && failure.code() == Code.CONNECTION_LIMIT) {
            sentences.add("it accepts no more connections");
        }
        Code code = isForWantOfConnections(symptom, state, diagnosed, failure) ? Code.CONNECTION_LIMIT : symptom.code();
        return withEvidence(reworded(symptom, code, sentences), latest, nowNanos);
    }

    /**
     * Adds to a finding about the pool that connections are held for too long.
     *
     * @param leaks in a sentence; {@code null} if there are none
     */
    static Finding withLeaks(Finding finding, @Nullable String leaks) {
        return leaks != null && isAboutThePool(finding) ? reworded(finding, finding.code(), List.of(leaks)) : finding;
    }

    private static Finding reworded(Finding finding, @Nullable Code code, List<String> sentences) {
        return new Finding(
                finding.status(),
                code,
                joined(String.valueOf(finding.error()), sentences),
                finding.scope(),
                finding.readings(),
                finding.details(),
                finding.cause(),
                finding.latency());
    }

    /**
     * Whether it is certain that nobody else keeps this instance from working: then an exhausted pool is its own matter.
     *
     * @param latest what came of the latest round; {@code null} if there was none yet
     */
    static boolean clearsTheDatabase(@Nullable Latest latest) {
        Diagnosed diagnosed = latest == null ? null : latest.diagnosed();
        return diagnosed != null && diagnosed.nobodyBlocks() && !diagnosed.full();
    }

    /** A pool that lacks connections, and a server that has none to give, while no blocker explains both. */
    private static boolean isForWantOfConnections(
            Finding symptom, @Nullable PoolState state, @Nullable Diagnosed diagnosed, @Nullable Failure failure) {
        if (!isAboutThePool(symptom)
                || state == null
                || state.stats().total() >= state.stats().max()) {
            return false;
        }
        return diagnosed == null
                ? failure != null && failure.code() == Code.CONNECTION_LIMIT
                : diagnosed.full() && diagnosed.nobodyBlocks();
    }

    private static boolean isAboutThePool(Finding symptom) {
        return symptom.code() == Code.POOL_EXHAUSTED || symptom.code() == Code.POOL_SATURATED;
    }

    private static Finding withEvidence(Finding finding, @Nullable Latest latest, long nowNanos) {
        if (latest == null) {
            return finding.detail("diagnosis", "under way, or not begun yet");
        }
        Duration age = Duration.ofNanos(Math.max(0, nowNanos - latest.nanos()));
        Finding all = finding.with("diagnosis_age_ms", age.toMillis());
        Failure failure = latest.failure();
        if (failure != null) {
            return all.detail(
                    "diagnosis",
                    "failed: " + failure.error() + ", " + failure.code() + ", sql_state " + failure.sqlState());
        }
        Diagnosed diagnosed = latest.diagnosed();
        if (diagnosed == null) {
            return all;
        }
        return all.withReadingsOf(diagnosed.evidence()).withDetailsOf(diagnosed.evidence());
    }

    /** As many of the sentences as an error has room for. */
    private static String joined(String error, List<String> sentences) {
        var text = new StringBuilder(error);
        for (String sentence : sentences) {
            if (text.length() + 2 + sentence.length() > LONGEST_ERROR) {
                break;
            }
            text.append("; ").append(sentence);
        }
        return text.toString();
    }

    private static String millis(Duration duration) {
        return duration.toMillis() == 0 ? "under 1 ms" : duration.toMillis() + " ms";
    }
}
