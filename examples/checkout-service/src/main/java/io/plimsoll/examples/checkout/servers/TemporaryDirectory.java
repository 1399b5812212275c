package io.plimsoll.examples.checkout.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds a server's program and data as long as the server is open. */
record TemporaryDirectory(Path path) {

    private static final Logger log = LoggerFactory.getLogger(TemporaryDirectory.class);

    static TemporaryDirectory create(String name) throws IOException {
        return new TemporaryDirectory(Files.createTempDirectory("checkout-" + name + "-"));
    }

    void delete() {
        try (var files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failed) {
            log.warn("Cannot delete {}", path, failed);
        }
    }
}
