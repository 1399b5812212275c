package io.plimsoll.examples.kubernetes;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of the examples as JSON, read strictly. */
final class Yaml {

    private static final Path EXAMPLES = Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .normalize()
            .getParent();

    private Yaml() {}

    static Path file(String name) {
        return EXAMPLES.resolve(name);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** One document of plain values without duplicate keys. */
    static JsonObject parse(String yaml) {
        var strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        Map<String, Object> document = new org.yaml.snakeyaml.Yaml(new SafeConstructor(strict)).load(yaml);
        return new Gson().toJsonTree(document).getAsJsonObject();
    }
}
