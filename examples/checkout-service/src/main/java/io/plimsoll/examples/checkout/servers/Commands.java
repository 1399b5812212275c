package io.plimsoll.examples.checkout.servers;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Runs short commands of the operating system. */
final class Commands {

    private static final long SECONDS = 5;

    private Commands() {}

    /** Whether the command runs and exits with zero. An interrupt does not cut it short: it is short already. */
    static boolean succeeds(String... command) {
        boolean interrupted = Thread.interrupted();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join().exitValue() == 0;
        } catch (IOException | CompletionException notThereOrTooLong) {
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether there is a program of this name. */
    static boolean exist(String program) {
        return succeeds("/bin/sh", "-c", "command -v " + program);
    }
}
