package io.plimsoll.http.contract;

import io.plimsoll.http.endpoint.OpsRouter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts a server that cannot meet another version of itself: its class path is one folder of jars that the build has
 * copied, and our adapter as it is compiled. From the tests' own class path it gets nothing but what the adapter is made
 * for, so that one router can stand behind all servers.
 */
public final class OwnClassPath implements Serving {

    private static final List<String> SHARED = List.of(
            "io.plimsoll.health.",
            "io.plimsoll.time.",
            "io.plimsoll.http.endpoint.",
            "io.plimsoll.http.contract.",
            "org.slf4j.",
            "org.jspecify.",
            "com.fasterxml.jackson.");

    private final String folder;
    private final String serving;
    private final List<String> without;
    private @Nullable ClassLoader loader; // guarded by this

    /**
     * @param folder of jars below {@code target/servers}
     * @param serving the class that is loaded, which has a constructor without parameters
     * @param without how the names begin of jars that are left out
     */
    public OwnClassPath(String folder, String serving, String... without) {
        this.folder = folder;
        this.serving = serving;
        this.without = List.of(without);
    }

    @Override
    public OpsContract.Running serve(OpsRouter ops) throws Exception {
        return with(Serving.class, serving -> serving.serve(ops));
    }

    /** What this does with an instance of the class. */
    public <S, R> R with(Class<S> type, Use<S, R> use) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader());
        try {
            return use.of(type.cast(
                    loader().loadClass(serving).getDeclaredConstructor().newInstance()));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** What to do with what was loaded. */
    @FunctionalInterface
    public interface Use<S, R> {
        R of(S made) throws Exception;
    }

    private synchronized ClassLoader loader() throws IOException {
        if (loader == null) {
            loader = new URLClassLoader(urls(), new Shared());
        }
        return loader;
    }

    private URL[] urls() throws IOException {
        Path tests = codeOf(Serving.class);
        Path jars = tests.resolveSibling("servers").resolve(folder);
        var urls = new ArrayList<URL>(List.of(url(tests), url(codeOf(OpsRouter.class))));
        try (Stream<Path> files = Files.list(jars)) {
            files.filter(file -> without.stream().noneMatch(file.getFileName().toString()::startsWith))
                    .map(OwnClassPath::url)
                    .forEach(urls::add);
        }
        return urls.toArray(URL[]::new);
    }

    private static Path codeOf(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JDK, and what is shared. */
    private static final class Shared extends ClassLoader {

        Shared() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (SHARED.stream().noneMatch(name::startsWith)) {
                throw new ClassNotFoundException(name);
            }
            return Class.forName(name, false, OwnClassPath.class.getClassLoader());
        }
    }
}
