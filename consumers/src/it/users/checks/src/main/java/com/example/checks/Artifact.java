package com.example.checks;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** A jar that this program runs with. */
public final class Artifact {

    private final Path jar;
    private final ClassLoader loader;

    private Artifact(Path jar, ClassLoader loader) {
        this.jar = jar;
        this.loader = loader;
    }

    /** The one that the type came from. */
    public static Artifact of(Class<?> type) throws URISyntaxException {
        return new Artifact(
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()), type.getClassLoader());
    }

    public Path jar() {
        return jar;
    }

    /**
     * Loads, links and initializes each class, and tells which cannot be.
     *
     * @return the packages that have such classes, and of these the ones that are public or cannot even be loaded
     */
    public Map<String, Set<String>> broken() throws IOException {
        Map<String, Set<String>> broken = new TreeMap<>();
        for (String name : classes()) {
            try {
                Class<?> type = Class.forName(name, true, loader);
                type.getDeclaredMethods();
                type.getDeclaredConstructors();
                type.getDeclaredFields();
            } catch (ClassNotFoundException | LinkageError missing) {
                Set<String> types =
                        broken.computeIfAbsent(name.substring(0, name.lastIndexOf('.')), any -> new TreeSet<>());
                if (isPublicOrUnknown(name)) {
                    types.add(name.substring(name.lastIndexOf('.') + 1));
                }
            }
        }
        return broken;
    }

    private boolean isPublicOrUnknown(String name) {
        try {
            return Modifier.isPublic(Class.forName(name, false, loader).getModifiers());
        } catch (ClassNotFoundException | LinkageError superclassIsMissing) {
            return true;
        }
    }

    private List<String> classes() throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .toList();
        }
    }
}
