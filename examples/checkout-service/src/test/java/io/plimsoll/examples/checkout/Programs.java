package io.plimsoll.examples.checkout;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What a test needs and no Maven artifact brings. */
final class Programs {

    private Programs() {}

    /**
     * Skips the test where one of them is missing, which is a failure where tests decide what lands.
     *
     * @param packages what to install
     */
    static void require(String packages, String... programs) {
        List<String> missing =
                Arrays.stream(programs).filter(program -> !isInstalled(program)).toList();
        if (missing.isEmpty()) {
            return;
        }
        String message = String.join(", ", missing) + " not on the PATH (apt-get install " + packages
                + "): its tests cannot run";
        System.out.println(message);
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(message);
        }
        assumeTrue(false, message);
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
