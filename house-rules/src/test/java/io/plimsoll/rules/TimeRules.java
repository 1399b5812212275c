package io.plimsoll.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** Clocks are read and threads are started in one package, and by its stand-in for tests; nothing ever sleeps. */
final class TimeRules {

    private static final Map<String, Set<String>> CLOCKS = Map.of(
            "java.lang.System", Set.of("nanoTime", "currentTimeMillis"),
            "java.time.InstantSource", Set.of("system"),
            "java.time.Clock", Set.of("system", "systemUTC", "systemDefaultZone"),
            "java.util.Calendar", Set.of("getInstance"));
    private static final Map<String, Set<String>> THREADS = Map.of(
            "java.lang.Thread", Set.of("<init>", "ofPlatform", "ofVirtual", "startVirtualThread"),
            "java.util.Timer", Set.of("<init>"),
            "java.util.concurrent.ThreadPoolExecutor", Set.of("<init>"),
            "java.util.concurrent.ScheduledThreadPoolExecutor", Set.of("<init>"),
            "java.util.concurrent.ForkJoinPool", Set.of("<init>", "commonPool"),
            "java.util.concurrent.CompletableFuture", Set.of("orTimeout", "completeOnTimeout", "delayedExecutor"),
            "java.util.Collection", Set.of("parallelStream"),
            "java.util.stream.BaseStream", Set.of("parallel"));

    private TimeRules() {}

    static Map<String, ArchRule> below(String root) {
        String time = root + ".time..";
        String standIn = root + ".testing..";
        return Map.of(
                "only the package time reads a clock",
                noClasses()
                        .that()
                        .resideOutsideOfPackage(time)
                        .should()
                        .accessTargetWhere(target("it reads a clock", TimeRules::readsClock)),
                "only the package time starts threads",
                noClasses()
                        .that()
                        .resideOutsideOfPackages(time, standIn)
                        .should()
                        .accessTargetWhere(target("it starts threads", TimeRules::startsThread)),
                "nothing sleeps",
                noClasses().should().accessTargetWhere(target("it sleeps", TimeRules::sleeps)));
    }

    private static boolean readsClock(AccessTarget target) {
        return isOneOf(CLOCKS, target)
                || isNowWithoutClock(target)
                || (isOwnedBy("java.util.Date", target) && isConstructorWithoutParameters(target))
                || (isOwnedBy("java.util.GregorianCalendar", target) && isConstructorWithoutParameters(target))
                || (isOwnedBy("java.time.Clock", target)
                        && target.getName().startsWith("tick")
                        && !takes(Clock.class, target));
    }

    private static boolean startsThread(AccessTarget target) {
        return isOneOf(THREADS, target)
                || isOwnedBy("java.util.concurrent.Executors", target)
                || (target.getOwner().isAssignableTo("java.util.concurrent.CompletionStage")
                        && target.getName().endsWith("Async")
                        && !takes(Executor.class, target));
    }

    private static boolean sleeps(AccessTarget target) {
        return target.getName().equals("sleep")
                && (isOwnedBy("java.lang.Thread", target) || isOwnedBy("java.util.concurrent.TimeUnit", target));
    }

    private static boolean isNowWithoutClock(AccessTarget target) {
        return target.getName().equals("now")
                && target.getOwner().getPackageName().equals("java.time")
                && !takes(Clock.class, target);
    }

    private static boolean isOneOf(Map<String, Set<String>> forbidden, AccessTarget target) {
        return forbidden.entrySet().stream()
                .anyMatch(entry -> entry.getValue().contains(target.getName()) && isOwnedBy(entry.getKey(), target));
    }

    /** By the declared owner or one of its supertypes, since {@code list.parallelStream()} is a call to a list. */
    private static boolean isOwnedBy(String type, AccessTarget target) {
        JavaClass owner = target.getOwner();
        return target.getName().equals("<init>") ? owner.getName().equals(type) : owner.isAssignableTo(type);
    }

    private static boolean isConstructorWithoutParameters(AccessTarget target) {
        return target.getName().equals("<init>")
                && target instanceof CodeUnitAccessTarget constructor
                && constructor.getRawParameterTypes().isEmpty();
    }

    private static boolean takes(Class<?> type, AccessTarget target) {
        return target instanceof CodeUnitAccessTarget method
                && method.getRawParameterTypes().stream().anyMatch(parameter -> parameter.isAssignableTo(type));
    }

    private static DescribedPredicate<JavaAccess<?>> target(String description, Predicate<AccessTarget> predicate) {
        return DescribedPredicate.describe(description, access -> predicate.test(access.getTarget()));
    }
}
