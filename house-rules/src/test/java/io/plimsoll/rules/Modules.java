package io.plimsoll.rules;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which module a package belongs to. What is in no module around the core, and no example, is the core. */
final class Modules implements SliceAssignment {

    private final String root;
    private final Map<String, String> siblings = new LinkedHashMap<>();

    Modules(String root) {
        this.root = root;
        siblings.put(root + ".health.jdbc", "health-jdbc");
        siblings.put(root + ".health.redis", "health-redis");
        siblings.put(root + ".panic.redis", "health-redis");
        siblings.put(root + ".http", "health-http");
        siblings.put(root + ".resilience", "resilience-presets");
    }

    DescribedPredicate<JavaClass> core() {
        return DescribedPredicate.describe(
                "are in health-core", type -> isOurs(type) && sibling(type).isEmpty() && !isExample(type));
    }

    DescribedPredicate<JavaClass> aSibling() {
        return DescribedPredicate.describe(
                "are in a module around health-core", type -> sibling(type).isPresent());
    }

    DescribedPredicate<JavaClass> anExample() {
        return DescribedPredicate.describe("are in an example", this::isExample);
    }

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
        return sibling(type).map(SliceIdentifier::of).orElseGet(SliceIdentifier::ignore);
    }

    @Override
    public String getDescription() {
        return "modules around health-core";
    }

    private Optional<String> sibling(JavaClass type) {
        return siblings.entrySet().stream()
                .filter(sibling -> isIn(sibling.getKey(), type))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private boolean isOurs(JavaClass type) {
        return isIn(root, type);
    }

    private boolean isExample(JavaClass type) {
        return isIn(root + ".examples", type);
    }

    private static boolean isIn(String parent, JavaClass type) {
        return (type.getPackageName() + ".").startsWith(parent + ".");
    }
}
