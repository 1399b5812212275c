package io.plimsoll.resilience;

import java.util.HashMap;
import java.util.Map;

/** Why the numbers of the presets are what they are. */
final class Reasons {

    private static final Map<String, String> FOR_ALL = Map.of(
            SettingTexts.DEADLINE, "whoever waits has gone after that; it bounds all attempts together",
            SettingTexts.BACKOFF, "those who failed together do not come back together; capped before it is drawn",
            SettingTexts.BUDGET, "a dependency that fails every call gets 1.1 times its load, not 3 times",
            SettingTexts.BREAKER, "half of enough calls is no coincidence; every attempt counts",
            SettingTexts.SLOW, "what is that slow soon fails, and holds a place until then",
            SettingTexts.OPEN, "time to recover without load; a probe that sees it return ends it sooner",
            SettingTexts.TRIAL, "few enough to harm nobody while it is still sick");

    private static final Map<String, Map<String, String>> FOR_ONE = Map.of(
            "read",
                    Map.of(
                            SettingTexts.ATTEMPTS, "a second one helps against a blip, a fourth one against nothing",
                            SettingTexts.CONCURRENT, "1,000 calls a second at 20 ms; a hang costs 20 threads, not all"),
            "write",
                    Map.of(
                            SettingTexts.ATTEMPTS, "what timed out may have been done, and must not be done twice",
                            SettingTexts.CONCURRENT, "writes contend for rows; more at once finish no sooner"),
            "analytics",
                    Map.of(
                            SettingTexts.ATTEMPTS, "nobody waits for it, so nobody needs a second one",
                            SettingTexts.CONCURRENT, "what can be done without takes little from what cannot"));

    private Reasons() {}

    static Map<String, String> of(String preset) {
        var reasons = new HashMap<>(FOR_ALL);
        reasons.putAll(FOR_ONE.getOrDefault(preset, Map.of()));
        return reasons;
    }
}
