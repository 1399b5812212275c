package io.plimsoll.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;

/** The modules are a star around health-core, and packages form no cycle. */
final class StarRules {

    static final String NO_CYCLES = "imports between packages form no cycle";

    private StarRules() {}

    static Map<String, ArchRule> below(String root) {
        var modules = new Modules(root);
        return Map.of(
                "siblings never import each other",
                slices().assignedFrom(modules).should().notDependOnEachOther(),
                "the core imports no sibling",
                noClasses().that(modules.core()).should().dependOnClassesThat(modules.aSibling()),
                "nothing imports an example",
                noClasses().that(not(modules.anExample())).should().dependOnClassesThat(modules.anExample()),
                NO_CYCLES,
                slices().matching(root + ".(**)").should().beFreeOfCycles());
    }
}
