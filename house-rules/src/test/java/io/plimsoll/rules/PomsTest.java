package io.plimsoll.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.rules.Pom.Dependency;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the modules make their users download, and that they are a star. */
class PomsTest {

    private static final String CORE = "health-core";
    private static final String BOM = "plimsoll-bom";
    private static final Path CONSUMERS = Path.of("consumers", "src", "it");
    private static final String DRILL = "examples-drill";

    @Test
    void theCoreBringsNothingButSlf4jAndJspecify() throws Exception {
        Pom core = Pom.at(Path.of(CORE, "pom.xml"));

        assertThat(forEveryone(core)).containsExactlyInAnyOrder("org.slf4j:slf4j-api", "org.jspecify:jspecify");
    }

    @Test
    void theParentBringsNothing() throws Exception {
        assertThat(Pom.at(Path.of("pom.xml")).dependencies()).isEmpty();
    }

    @Test
    void whatIsPublishedUsesNoneOfOursButTheCore() throws Exception {
        List<String> published = Pom.at(Path.of("bom", "pom.xml")).managed();

        assertThat(published).contains(CORE);
        for (String artifact : published) {
            assertThat(ours(Pom.at(Path.of(artifact, "pom.xml"))))
                    .as("%s in any scope", artifact)
                    .isSubsetOf(artifact.equals(CORE) ? List.of() : List.of(CORE));
        }
    }

    @Test
    void nothingUsesWhatIsNotPublishedButExamplesTheirDrill() throws Exception {
        List<String> published =
                new ArrayList<>(Pom.at(Path.of("bom", "pom.xml")).managed());
        published.add(BOM);
        List<Path> poms = Repository.files("pom.xml");

        assertThat(poms).hasSizeGreaterThan(published.size());
        for (Path file : poms) {
            List<String> allowed = new ArrayList<>(published);
            if (file.startsWith("examples")) {
                allowed.add(DRILL);
            }
            assertThat(ours(Pom.at(file))).as("%s", file).isSubsetOf(allowed);
        }
    }

    @Test
    void theConsumersAreStrangersWhoKnowTheBomAlone() throws Exception {
        List<Path> poms = Repository.files("pom.xml").stream()
                .filter(file -> file.startsWith(CONSUMERS))
                .toList();

        assertThat(poms).hasSizeGreaterThan(5);
        for (Path file : poms) {
            assertThat(Repository.read(file)).as("%s", file).doesNotContain("plimsoll-parent", "0.1.0");
        }
    }

    @Test
    void scopesAndOptionsAreRead() throws Exception {
        Pom pom = Pom.parse("<project><artifactId>some</artifactId><dependencies>"
                + dependency("plain", "")
                + dependency("run", "<scope>runtime</scope>")
                + dependency("test", "<scope>test</scope>")
                + dependency("optional", "<optional>true</optional>")
                + "</dependencies></project>");

        assertThat(pom.artifact()).isEqualTo("some");
        assertThat(pom.dependencies()).hasSize(4).allMatch(Dependency::isOurs);
        assertThat(forEveryone(pom)).containsExactly("io.plimsoll:plain", "io.plimsoll:run");
    }

    private static String dependency(String artifact, String more) {
        return "<dependency><groupId>io.plimsoll</groupId><artifactId>" + artifact + "</artifactId>" + more
                + "</dependency>";
    }

    private static List<String> forEveryone(Pom pom) {
        return pom.dependencies().stream()
                .filter(Dependency::isForEveryone)
                .map(Dependency::name)
                .toList();
    }

    private static List<String> ours(Pom pom) {
        return new ArrayList<>(pom.dependencies().stream()
                .filter(Dependency::isOurs)
                .map(Dependency::artifact)
                .toList());
    }
}
