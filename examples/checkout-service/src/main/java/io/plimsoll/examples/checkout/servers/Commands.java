package io.plimsoll.examples.checkout.servers;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Runs short commands of the operating system. */
final class Commands {

    private static final long SECONDS = 5;

    private Commands() {}

    /** Whether the command runs and exits with zero. */
    static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether there is a program of this name. */
    static boolean exist(String program) {
        return succeeds("/bin/sh", "-c", "command -v " + program);
    }
}
