package io.plimsoll.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HouseRulesTest {

    private static final String ROOT = "io.plimsoll";
    private static final Map<String, ArchRule> RULES = HouseRules.below(ROOT);
    private static final JavaClasses LIBRARIES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    static Stream<String> rules() {
        return RULES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(String rule) {
        RULES.get(rule).check(LIBRARIES);
    }

    @Test
    void areAskedOfTheCore() {
        assertThat(LIBRARIES.stream().map(type -> type.getName()))
                .contains(
                        "io.plimsoll.health.Probe",
                        "io.plimsoll.health.monitor.HealthMonitor",
                        "io.plimsoll.time.Timing");
    }

    @Test
    void areNotAskedOfTests() {
        assertThat(LIBRARIES.stream().map(type -> type.getPackageName()))
                .noneMatch(name -> name.startsWith("io.plimsoll.rules"));
    }
}
