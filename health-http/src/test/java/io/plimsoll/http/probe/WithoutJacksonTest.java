package io.plimsoll.http.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Finding;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The package works where none of the optional libraries is. */
class WithoutJacksonTest {

    private static final String USER = "io.plimsoll.http.probe.WithoutJacksonTest$User";

    @Test
    void asksWithNothingButTheCoreAndTheJdk() throws Exception {
        URL[] libraries = {
            codeOf(HttpProbe.class),
            codeOf(WithoutJacksonTest.class),
            codeOf(Finding.class),
            codeOf(org.slf4j.Logger.class),
            codeOf(org.jspecify.annotations.Nullable.class)
        };
        try (var server = new RawServer(RawServer.HEALTHY);
                var bare = new URLClassLoader(libraries, ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> bare.loadClass("com.fasterxml.jackson.core.JsonFactory"))
                    .isInstanceOf(ClassNotFoundException.class);
            Class<?> user = bare.loadClass(USER);
            assertThat(user.getClassLoader()).isSameAs(bare);

            Object status = user.getMethod("ask", String.class).invoke(null, server.url("/health"));

            assertThat(status).isEqualTo("UP");
        }
    }

    /** Runs inside the bare class loader. */
    public static final class User {

        private User() {}

        public static String ask(String url) throws Exception {
            try (var time = io.plimsoll.time.SystemTime.start()) {
                var probe = HttpProbe.get(url);
                probe.open(time.timing());
                Finding finding = probe.check(new Attempt(Duration.ofSeconds(20)));
                probe.close();
                return finding.status().name();
            }
        }
    }

    private static URL codeOf(Class<?> type) {
        return requireNonNull(type.getProtectionDomain().getCodeSource()).getLocation();
    }
}
