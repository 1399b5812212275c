package io.plimsoll.examples.checkout.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes us someone else where we are root: PostgreSQL refuses to run as root. */
final class PostgresUser {

    private static final int NOBODY = 65_534;

    private PostgresUser() {}

    /** What to put before a command of PostgreSQL; gives the directory to whoever it will run as. */
    static List<String> prefixFor(Path directory) throws IOException {
        if (!Integer.valueOf(0).equals(Files.getAttribute(directory, "unix:uid"))) {
            return List.of();
        }
        if (Commands.succeeds("unshare", "-U", "true")) {
            return List.of("unshare", "-U");
        }
        // Where containers may not make user namespaces.
        String nobody = Integer.toString(NOBODY);
        String[] setpriv = {"setpriv", "--reuid=" + nobody, "--regid=" + nobody, "--clear-groups"};
        if (Commands.succeeds(setpriv[0], setpriv[1], setpriv[2], setpriv[3], "true")) {
            try (var files = Files.walk(directory)) {
                for (Path file : files.toList()) {
                    Files.setAttribute(file, "unix:uid", NOBODY);
                }
            }
            return List.of(setpriv);
        }
        throw new IOException(
                "PostgreSQL refuses to run as root, and neither unshare nor setpriv works here: run this as another user");
    }
}
