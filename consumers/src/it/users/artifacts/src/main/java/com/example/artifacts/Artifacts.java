package com.example.artifacts;

import com.example.checks.Artifact;
import com.example.checks.Checks;
import io.plimsoll.health.Probe;
import io.plimsoll.health.jdbc.DatabaseProbe;
import io.plimsoll.health.redis.RedisProbe;
import io.plimsoll.http.probe.HttpProbe;
import io.plimsoll.resilience.Guard;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/** Looks at the jars themselves: what they say they need, and the papers that have to be in them. */
public final class Artifacts {

    private static final Map<Class<?>, String> REQUIRED = Map.of(
            Probe.class,
            "java.management, org.slf4j, static jdk.management, static micrometer.core, transitive org.jspecify",
            DatabaseProbe.class,
            "transitive com.zaxxer.hikari, transitive io.plimsoll.health, transitive java.sql",
            RedisProbe.class,
            "io.netty.buffer, io.netty.common, io.netty.handler, io.netty.resolver.dns, io.netty.transport, org.slf4j,"
                    + " static micrometer.core, transitive io.plimsoll.health, transitive lettuce.core",
            HttpProbe.class,
            "org.slf4j, static com.fasterxml.jackson.core, static io.vertx.auth.common, static io.vertx.core,"
                    + " static io.vertx.web, static jakarta.servlet, static jdk.httpserver,"
                    + " static spring.boot.health, static spring.context, static spring.core, transitive io.plimsoll.health, transitive java.net.http",
            Guard.class,
            "io.github.resilience4j.circuitbreaker, org.slf4j, static ch.qos.logback.classic,"
                    + " static ch.qos.logback.core, static com.github.benmanes.caffeine,"
                    + " static concurrency.limits.core, static context.propagation, static io.vertx.core, static io.vertx.web, static jakarta.servlet,"
                    + " static micrometer.core, transitive io.plimsoll.health, transitive java.net.http");

    private Artifacts() {}

    public static void main(String[] args) throws Exception {
        for (Map.Entry<Class<?>, String> required : REQUIRED.entrySet()) {
            Artifact artifact = Artifact.of(required.getKey());
            ModuleDescriptor module =
                    ModuleFinder.of(artifact.jar()).findAll().iterator().next().descriptor();
            Checks.equal("what " + module.name() + " requires", required.getValue(), requires(module));
            hasItsPapers(artifact);
        }
    }

    private static String requires(ModuleDescriptor module) {
        return module.requires().stream()
                .filter(requires -> !requires.name().equals("java.base"))
                .map(Artifacts::line)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String line(Requires requires) {
        return requires.modifiers().stream()
                        .map(modifier -> modifier.name().toLowerCase(java.util.Locale.ROOT) + " ")
                        .sorted()
                        .collect(Collectors.joining())
                + requires.name();
    }

    private static void hasItsPapers(Artifact artifact) throws IOException {
        try (var jar = new JarFile(artifact.jar().toFile())) {
            var license = jar.getJarEntry("META-INF/LICENSE");
            Checks.equal(jar.getName() + " has a licence", true, license != null);
            Checks.contains(
                    "licence",
                    "Apache License",
                    new String(jar.getInputStream(license).readAllBytes()));
        }
    }
}
