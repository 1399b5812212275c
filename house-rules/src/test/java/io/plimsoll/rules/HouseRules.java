package io.plimsoll.rules;

import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All rules by name, for the classes of the libraries below one root package: ours, or the deliberately broken ones by which
 * the rules are shown to bite. Examples are no library.
 */
final class HouseRules {

    private HouseRules() {}

    static Map<String, ArchRule> below(String root) {
        var rules = new LinkedHashMap<String, ArchRule>();
        rules.putAll(StarRules.below(root));
        rules.putAll(DependencyRules.below(root));
        rules.putAll(TimeRules.below(root));
        rules.putAll(MannersRules.below(root));
        rules.replaceAll((name, rule) -> rule.as(name).allowEmptyShould(true));
        return rules;
    }
}
