package io.plimsoll.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.plimsoll.health.Probe;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** The core with nothing beside it but its two dependencies. */
class CoreAloneTest {

    private static final URL CORE = locationOf(Probe.class);

    private final URLClassLoader alone = new URLClassLoader(
            new URL[] {CORE, locationOf(Logger.class), locationOf(NullMarked.class)},
            ClassLoader.getPlatformClassLoader());

    @AfterEach
    void close() throws Exception {
        alone.close();
    }

    @Test
    void everyClassLinksWithoutOptionalDependencies() throws Exception {
        List<String> names = new ClassFileImporter()
                .importUrl(CORE).stream()
                        .map(type -> type.getName())
                        .filter(name -> name.startsWith("io.plimsoll.") && !name.contains(".micrometer."))
                        .toList();

        assertThat(names).contains("io.plimsoll.health.monitor.HealthMonitor");
        for (String name : names) {
            Class<?> type = Class.forName(name, false, alone);
            assertThat(type.getClassLoader()).isSameAs(alone);
            assertThat(type.getDeclaredMethods()).isNotNull();
            assertThat(type.getDeclaredConstructors()).isNotNull();
            assertThat(type.getDeclaredFields()).isNotNull();
        }
    }

    @Test
    void nothingElseIsThere() {
        assertThatThrownBy(() -> alone.loadClass("io.micrometer.core.instrument.MeterRegistry"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> alone.loadClass("com.fasterxml.jackson.core.JsonFactory"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void itsModuleRequiresNothingElse() throws Exception {
        ModuleDescriptor module = ModuleFinder.of(Path.of(CORE.toURI()))
                .find("io.plimsoll.health")
                .orElseThrow()
                .descriptor();

        assertThat(module.requires().stream()
                        .filter(requires -> !requires.modifiers().contains(Requires.Modifier.STATIC))
                        .map(Requires::name))
                .containsExactlyInAnyOrder("java.base", "java.management", "org.slf4j", "org.jspecify");
    }

    private static URL locationOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
