package io.plimsoll.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** One dependency, one package; and what is optional is a leaf, so that nothing else of ours needs it. */
final class DependencyRules {

    private final String root;
    private final Map<String, ArchRule> rules = new LinkedHashMap<>();

    private DependencyRules(String root) {
        this.root = root;
    }

    static Map<String, ArchRule> below(String root) {
        var all = new DependencyRules(root);
        all.keep("Micrometer", "io.micrometer..", "..micrometer..");
        all.keep("Jackson", "com.fasterxml.jackson..", ".http.endpoint..", ".http.mitigation..");
        all.keep("the Servlet API", "jakarta.servlet..", "..servlet..");
        all.keep("the JDK's HTTP server", "com.sun.net.httpserver..", ".http.jdk..");
        all.keep("Vert.x", "io.vertx..", "..vertx..");
        all.keep("Spring", "org.springframework..", "..spring..");
        all.keep("Logback", "ch.qos.logback..", "..logstorm.logback..");
        all.keep("HikariCP", "com.zaxxer.hikari..", ".health.jdbc..");
        all.keep("the PostgreSQL driver", "org.postgresql..", ".health.jdbc.postgres..");
        all.keep("Lettuce", "io.lettuce..", "..redis..");
        all.keep("Netty", "io.netty..", "..redis..");
        all.keep("resilience4j", "io.github.resilience4j..", ".resilience");
        all.keep("Caffeine", "com.github.benmanes.caffeine..", "..caffeine..");
        all.keep("concurrency-limits", "com.netflix..", "..shed.adaptive..");
        all.keep("SQL", "java.sql..", ".health.jdbc..");
        all.leaves();
        all.probeWithoutJson();
        all.core();
        return all.rules;
    }

    private void keep(String name, String dependency, String... places) {
        rules.put(
                "only its own package uses " + name,
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ours(places))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(dependency));
    }

    private void leaves() {
        DescribedPredicate<JavaClass> optional = resideInAnyPackage(ours(
                "..micrometer..",
                "..servlet..",
                "..vertx..",
                "..spring..",
                "..logstorm.logback..",
                "..caffeine..",
                "..adaptive..",
                ".http.jdk.."));
        rules.put(
                "nothing imports the package of an optional dependency",
                noClasses().that(DescribedPredicate.not(optional)).should().dependOnClassesThat(optional));
    }

    private void probeWithoutJson() {
        rules.put(
                "the probe of HTTP loads without Jackson",
                noClasses()
                        .that()
                        .resideInAPackage(root + ".http.probe..")
                        .should()
                        .transitivelyDependOnClassesThat()
                        .resideInAnyPackage("com.fasterxml.jackson.."));
    }

    private void core() {
        var modules = new Modules(root);
        rules.put(
                "the core needs slf4j and jspecify only",
                classes()
                        .that(modules.core().and(DescribedPredicate.not(resideInAnyPackage(root + "..micrometer.."))))
                        .should()
                        .onlyDependOnClassesThat(resideInAnyPackage(
                                "java..", "com.sun.management..", "org.slf4j..", "org.jspecify..", root + "..")));
        rules.put(
                "the core asks nobody over a network",
                noClasses()
                        .that(modules.core())
                        .should()
                        // An address alone reaches nobody.
                        .dependOnClassesThat(
                                resideInAnyPackage("java.net..", "java.nio.channels..", "javax.net..", "java.rmi..")
                                        .and(DescribedPredicate.not(equivalentTo(URI.class)))));
    }

    private String[] ours(String... places) {
        return Arrays.stream(places).map(place -> root + place).toArray(String[]::new);
    }
}
