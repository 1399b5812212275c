package io.plimsoll.panic.redis;

import static io.plimsoll.panic.Press.by;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.plimsoll.health.redis.Eventually;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.panic.PanicListener;
import io.plimsoll.time.SystemTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Boards in this JVM and in JVMs of their own, over one Redis. */
final class Fleet implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    final Events events = new Events();
    final List<PanicBoard> here = new ArrayList<>();
    final List<Away> away = new ArrayList<>();
    private final SystemTime time = SystemTime.start();

    /** A lease, and when the press began. */
    record Pressed(String id, long nanos) {}

    Fleet(String uri, int boardsHere, int processes, int boardsEach) throws Exception {
        for (int i = 0; i < processes; i++) {
            away.add(new Away(uri, boardsEach));
        }
        var stores = new ArrayList<RedisPanicStore>();
        for (int i = 0; i < boardsHere; i++) {
            RedisPanicStore store = RedisPanicStore.of(uri);
            stores.add(store);
            here.add(start(store));
        }
        for (RedisPanicStore store : stores) {
            Eventually.until("in step", PATIENCE, () -> store.lastSyncAge().isPresent());
        }
        for (Away process : away) {
            process.await("ready");
        }
    }

    int size() {
        return here.size() + away.size();
    }

    PanicBoard start(RedisPanicStore store) {
        PanicBoard board =
                PanicBoard.builder(Member.BUTTONS).timing(time.timing()).build();
        board.listen(new Recording());
        return board.sharedBy(store);
    }

    /** By one of all, those of other processes after those of this one. */
    Pressed press(int board, String button, Duration lasting) throws Exception {
        if (board < here.size()) {
            long before = System.nanoTime();
            Lease lease =
                    here.get(board).button(button).press(by("here", "test").lasting(lasting));
            return new Pressed(lease.id(), before);
        }
        Away process = away.get(board - here.size());
        process.tell("press " + button + " " + lasting.toMillis());
        String[] did = process.await("did ").split(" ", -1);
        return new Pressed(did[1], Long.parseLong(did[2]));
    }

    void releaseAll(int board, String button) {
        if (board < here.size()) {
            here.get(board).button(button).releaseAll("here");
        } else {
            away.get(board - here.size()).tell("releaseAll " + button);
        }
    }

    /** Until this has been told to every board. */
    void awaitAll(String what, String lease) throws Exception {
        Eventually.until(what + " everywhere", PATIENCE, () -> events.count(what, lease) >= size());
    }

    void awaitHere(String what, Predicate<PanicButton> condition) throws Exception {
        for (PanicBoard board : here) {
            Eventually.until(what, PATIENCE, () -> condition.test(board.button("it")));
        }
    }

    @Override
    public void close() {
        here.forEach(PanicBoard::close);
        time.close();
        for (Away process : away) {
            process.close();
        }
    }

    /** Another process. It ends when this one does, since its input ends then. */
    final class Away {

        private final Process process;
        private final PrintStream in;
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        Away(String uri, int boards) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Member.class.getName(),
                            uri,
                            "" + boards)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            in = new PrintStream(process.getOutputStream(), true, UTF_8);
            var reader = new Thread(this::read, "member-output");
            reader.setDaemon(true);
            reader.start();
        }

        void tell(String line) {
            in.println(line);
        }

        /** The next line that begins like this; others before it, but events and operations, are dropped. */
        String await(String beginning) throws Exception {
            var found = new String[1];
            Eventually.until(beginning, PATIENCE, () -> {
                for (String line = lines.poll(); line != null; line = lines.poll()) {
                    if (line.startsWith(beginning)) {
                        found[0] = line;
                        return true;
                    }
                }
                if (!process.isAlive()) {
                    throw new AssertionError("the process ended with " + process.exitValue());
                }
                return false;
            });
            return requireNonNull(found[0]);
        }

        /** What its writers did. */
        final Queue<String> operations = new ConcurrentLinkedQueue<>();

        private void read() {
            try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    String[] words = line.split(" ", 4);
                    switch (words[0]) {
                        case "event" -> events.add(words[1], words[2], Long.parseLong(words[3]));
                        case "op" -> operations.add(line.substring("op ".length()));
                        case "ready", "did", "state", "worked" -> lines.add(line);
                        default -> System.out.println(line);
                    }
                }
            } catch (IOException closed) {
                lines.add("closed");
            }
        }

        void close() {
            in.close();
            process.onExit()
                    .completeOnTimeout(process, 10, TimeUnit.SECONDS)
                    .thenAccept(Process::destroyForcibly)
                    .join();
        }
    }

    private final class Recording implements PanicListener {

        @Override
        public void pressed(Lease lease) {
            events.add("pressed", lease.id(), System.nanoTime());
        }

        @Override
        public void released(Lease lease) {
            events.add("released", lease.id(), System.nanoTime());
        }

        @Override
        public void ended(Lease lease) {
            events.add("ended", lease.id(), System.nanoTime());
        }
    }
}
