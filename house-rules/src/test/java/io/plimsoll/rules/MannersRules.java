package io.plimsoll.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;

/** How a library behaves in somebody else's process. */
final class MannersRules {

    private static final Set<String> NAMES_WITHOUT_MEANING =
            Set.of("internal", "impl", "util", "utils", "common", "commons", "helper", "helpers", "misc");
    private static final Set<String> REFLECTION = Set.of(
            "forName",
            "newInstance",
            "getConstructor",
            "getConstructors",
            "getDeclaredConstructor",
            "getDeclaredConstructors",
            "getDeclaredField",
            "getDeclaredFields",
            "getDeclaredMethod",
            "getDeclaredMethods",
            "getField",
            "getFields",
            "getMethod",
            "getMethods");

    private MannersRules() {}

    static Map<String, ArchRule> below(String root) {
        return Map.of(
                "nothing is printed",
                noClasses().should().accessTargetWhere(access("it prints", MannersRules::prints)),
                "the core uses no reflection",
                noClasses()
                        .that(new Modules(root).core())
                        .should()
                        .accessTargetWhere(access("it is reflection", MannersRules::reflects))
                        .orShould()
                        .dependOnClassesThat(
                                resideInAnyPackage("java.lang.reflect..").or(equivalentTo(ServiceLoader.class))),
                "a package is named for what it holds",
                classes()
                        .that()
                        .resideInAPackage(root + "..")
                        .should(be("in a package whose name means something", MannersRules::isWellPlaced)),
                "every package is @NullMarked",
                classes()
                        .that()
                        .resideInAPackage(root + "..")
                        .should(be(
                                "in a package that is @NullMarked",
                                type -> type.getPackage().isAnnotatedWith(NullMarked.class))),
                "nothing logs with java.util.logging",
                noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging.."));
    }

    private static boolean prints(AccessTarget target) {
        return (isOwnedBy(System.class, target) && Set.of("out", "err").contains(target.getName()))
                || (isOwnedBy(Throwable.class, target) && target.getName().equals("printStackTrace"))
                || (isOwnedBy(Thread.class, target) && target.getName().equals("dumpStack"));
    }

    private static boolean reflects(AccessTarget target) {
        return isOwnedBy(Class.class, target) && REFLECTION.contains(target.getName());
    }

    private static boolean isWellPlaced(JavaClass type) {
        return Arrays.stream(type.getPackageName().split("\\.")).noneMatch(NAMES_WITHOUT_MEANING::contains);
    }

    private static boolean isOwnedBy(Class<?> type, AccessTarget target) {
        return target.getOwner().isAssignableTo(type);
    }

    private static DescribedPredicate<JavaAccess<?>> access(String description, Predicate<AccessTarget> predicate) {
        return DescribedPredicate.describe(description, access -> predicate.test(access.getTarget()));
    }

    private static ArchCondition<JavaClass> be(String what, Predicate<JavaClass> predicate) {
        return new ArchCondition<>("be " + what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        type, predicate.test(type), type.getDescription() + " is not " + what));
            }
        };
    }
}
