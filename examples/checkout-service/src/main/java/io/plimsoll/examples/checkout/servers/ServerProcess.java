package io.plimsoll.examples.checkout.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A server that we started, with all processes that it started in turn.
 *
 * <p>It lives in a session of its own, so that Ctrl-C in a terminal reaches us alone: we finish our requests first and then
 * stop the server, instead of losing it in the middle of them.
 */
final class ServerProcess {

    private static final Duration DEATH = Duration.ofSeconds(1);
    private static final List<String> OWN_SESSION = Commands.exist("setsid") ? List.of("setsid") : List.of();

    private final Process process;
    private final Path log;
    // Children outlive a parent that someone else killed while they were frozen; then only this still knows them.
    private final Set<ProcessHandle> family = new LinkedHashSet<>(); // guarded by this

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts the command; all that it says goes to the end of the log file. */
    static ServerProcess start(List<String> command, Path directory, Path log) throws IOException {
        var inOwnSession = new ArrayList<>(OWN_SESSION);
        inOwnSession.addAll(command);
        var builder = new ProcessBuilder(inOwnSession)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process process = builder.start();
        process.getOutputStream().close();
        return new ServerProcess(process, log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code. */
    int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    /** Stops the parent first, so that it can have no more children while these are stopped. */
    synchronized void freeze() {
        signal("STOP", List.of(process.toHandle()));
        signal("STOP", descendants());
        signal("STOP", descendants());
    }

    /** Lets everyone go on; children first, because the parent may want to talk to them. */
    synchronized void wake() {
        signal("CONT", descendants());
        signal("CONT", List.of(process.toHandle()));
    }

    /** Ends everyone, frozen or not, and waits for their end. */
    synchronized void kill() {
        signal("STOP", List.of(process.toHandle()));
        descendants();
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        awaitDeath(DEATH);
    }

    /** Asks with the signal, waits as long as patience lasts, then kills. */
    synchronized void stop(String signal, Duration patience) {
        wake();
        signal(signal, List.of(process.toHandle()));
        awaitDeath(patience);
        kill();
    }

    /** The last line that it said, for an error message. */
    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
        } catch (IOException unreadable) {
            return "its log cannot be read";
        }
    }

    private List<ProcessHandle> descendants() {
        List<ProcessHandle> found = process.descendants().toList();
        family.removeIf(member -> !member.isAlive());
        family.addAll(found);
        return List.copyOf(family);
    }

    // Looks again and again, because the end of a process that is not a direct child is not reported any sooner.
    private void awaitDeath(Duration patience) {
        long begun = System.nanoTime();
        boolean interrupted = false;
        while (isAnyoneAlive() && System.nanoTime() - begun < patience.toNanos()) {
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isAnyoneAlive() {
        return process.isAlive() || family.stream().anyMatch(ProcessHandle::isAlive);
    }

    // The shell's own kill: the program of that name is missing on small images.
    private static void signal(String name, List<ProcessHandle> processes) {
        if (processes.isEmpty()) {
            return;
        }
        String pids =
                processes.stream().map(process -> Long.toString(process.pid())).collect(Collectors.joining(" "));
        Commands.succeeds("/bin/sh", "-c", "kill -" + name + " " + pids);
    }
}
