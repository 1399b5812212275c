package io.plimsoll.rules;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule finds exactly the classes that break it on purpose. */
class RulesBiteTest {

    private static final String ROOT = "io.plimsoll.rules.broken";
    private static final Map<String, ArchRule> RULES = HouseRules.below(ROOT);
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(ROOT);
    private static final Pattern FIRST_CLASS = Pattern.compile(Pattern.quote(ROOT) + "\\.[a-z.]+\\.([A-Z]\\w*)");

    static Stream<Arguments> breakers() {
        return Stream.of(
                breaks("siblings never import each other", "AsksOverHttp"),
                breaks("the core imports no sibling", "KnowsRedis"),
                breaks("nothing imports an example", "GoesShopping"),
                breaks("only its own package uses Micrometer", "MeasuresItself"),
                breaks("only its own package uses Jackson", "WritesJson"),
                breaks("only its own package uses the Servlet API", "ServesServlets"),
                breaks("only its own package uses the JDK's HTTP server", "ServesTheJdk"),
                breaks("only its own package uses Vert.x", "ServesVertx"),
                breaks("only its own package uses Spring", "ServesSpring"),
                breaks("only its own package uses Logback", "ConfiguresLogback"),
                breaks("only its own package uses HikariCP", "WatchesHikari"),
                breaks("only its own package uses the PostgreSQL driver", "KnowsPostgres"),
                breaks("only its own package uses Lettuce", "AsksRedis"),
                breaks("only its own package uses Netty", "BuffersBytes"),
                breaks("only its own package uses resilience4j", "BreaksCircuits"),
                breaks("only its own package uses Caffeine", "RemembersAnswers"),
                breaks("only its own package uses concurrency-limits", "LimitsItself"),
                breaks("only its own package uses SQL", "AsksADatabase"),
                breaks("nothing imports the package of an optional dependency", "KnowsItsAdapter"),
                breaks("the probe of HTTP loads without Jackson", "WritesJson", "KnowsTheEndpoint"),
                breaks("the core needs slf4j and jspecify only", "MeasuresItself"),
                breaks("the core asks nobody over a network", "OpensASocket"),
                breaks("only the package time reads a clock", "ReadsClocks"),
                breaks("only the package time starts threads", "StartsThreads"),
                breaks("nothing sleeps", "Sleeps"),
                breaks("nothing is printed", "Prints"),
                breaks("the core uses no reflection", "Reflects"),
                breaks("a package is named for what it holds", "Hidden", "Helpers"),
                breaks("nothing logs with java.util.logging", "LogsElsewhere"));
    }

    @ParameterizedTest
    @MethodSource("breakers")
    void findsThoseThatBreakIt(String rule, List<String> breakers) {
        assertThat(breakersOf(rule, BROKEN)).containsExactlyInAnyOrderElementsOf(breakers);
    }

    @Test
    void findsACycle() {
        assertThat(violationsOf(StarRules.NO_CYCLES, BROKEN))
                .singleElement()
                .asString()
                .startsWith(
                        "Cycle detected: Slice journal -> \n                Slice panic -> \n                Slice journal");
    }

    @Test
    void findsAPackageThatIsNotNullMarked() {
        JavaClasses both = new ClassFileImporter().importPackages(ROOT + ".panic", ROOT + ".journal");

        assertThat(breakersOf("every package is @NullMarked", both)).containsExactly("Noted");
    }

    @ParameterizedTest
    @MethodSource("clocks")
    void findsEachWayToReadAClock(String method) {
        assertThat(violationsOf("only the package time reads a clock", BROKEN)).anyMatch(text -> text.contains(method));
    }

    static Stream<String> clocks() {
        return Stream.of(
                "System.nanoTime()",
                "System.currentTimeMillis()",
                "Instant.now()",
                "LocalDate.now(java.time.ZoneId)",
                "Clock.systemUTC()",
                "Clock.tickSeconds(java.time.ZoneId)",
                "InstantSource.system()",
                "Date.<init>()");
    }

    @ParameterizedTest
    @MethodSource("threads")
    void findsEachWayToStartAThread(String method) {
        assertThat(violationsOf("only the package time starts threads", BROKEN))
                .anyMatch(text -> text.contains(method));
    }

    static Stream<String> threads() {
        return Stream.of(
                "Thread.<init>()",
                "Thread.<init>(java.lang.Runnable)",
                "Executors.newCachedThreadPool()",
                "ForkJoinPool.commonPool()",
                "CompletableFuture.runAsync(java.lang.Runnable)",
                "CompletableFuture.orTimeout(long, java.util.concurrent.TimeUnit)",
                "Timer.<init>()",
                "List.parallelStream()");
    }

    @ParameterizedTest
    @MethodSource("manners")
    void findsEachWayToMisbehave(String rule, String target) {
        assertThat(violationsOf(rule, BROKEN)).anyMatch(text -> text.contains(target));
    }

    static Stream<Arguments> manners() {
        return Stream.of(
                Arguments.of("nothing sleeps", "Thread.sleep(long)"),
                Arguments.of("nothing sleeps", "TimeUnit.sleep(long)"),
                Arguments.of("nothing is printed", "System.out"),
                Arguments.of("nothing is printed", "System.err"),
                Arguments.of("nothing is printed", "printStackTrace()"),
                Arguments.of("the core uses no reflection", "Class.forName"),
                Arguments.of("the core uses no reflection", "Class.getMethod"),
                Arguments.of("the core uses no reflection", "ServiceLoader"),
                Arguments.of("the core uses no reflection", "java.lang.reflect.Proxy"));
    }

    @Test
    void isShownOfEveryRule() {
        List<String> shown = breakers().map(each -> (String) each.get()[0]).toList();

        assertThat(RULES.keySet())
                .filteredOn(rule -> !shown.contains(rule))
                .containsExactlyInAnyOrder(StarRules.NO_CYCLES, "every package is @NullMarked");
    }

    private static Arguments breaks(String rule, String... breakers) {
        return Arguments.of(rule, List.of(breakers));
    }

    private static List<String> violationsOf(String rule, JavaClasses classes) {
        return RULES.get(rule).evaluate(classes).getFailureReport().getDetails();
    }

    private static Set<String> breakersOf(String rule, JavaClasses classes) {
        return violationsOf(rule, classes).stream()
                .map(violation -> FIRST_CLASS
                        .matcher(violation)
                        .results()
                        .findFirst()
                        .map((MatchResult first) -> first.group(1))
                        .orElseThrow(() -> new AssertionError("names none of our classes: " + violation)))
                .collect(toCollection(TreeSet::new));
    }
}
