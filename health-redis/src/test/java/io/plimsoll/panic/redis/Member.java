package io.plimsoll.panic.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.panic.PanicListener;
import io.plimsoll.panic.Press;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * A process of a fleet: some boards, told what to do line by line, until nobody is left to tell it. It prints what becomes of leases
 * with readings of the monotonic clock, which all processes of this machine share.
 */
final class Member {

    static final String[] BUTTONS = {"it", "b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9"};

    private static final PrintStream out = System.out;

    private Member() {}

    /** Takes the address of Redis, and how many boards there are to be. */
    public static void main(String[] args) throws Exception {
        var boards = new ArrayList<PanicBoard>();
        var stores = new ArrayList<RedisPanicStore>();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            RedisPanicStore store = RedisPanicStore.of(args[0]);
            PanicBoard board = PanicBoard.of(BUTTONS);
            board.listen(new Printing());
            stores.add(store);
            boards.add(board.sharedBy(store));
        }
        while (!stores.stream().allMatch(store -> store.lastSyncAge().isPresent())) {
            pause(10_000_000);
        }
        say("ready");
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "press" -> press(boards.get(0), words[1], Duration.ofMillis(Long.parseLong(words[2])));
                case "releaseAll" -> boards.get(0).button(words[1]).releaseAll("member");
                case "state" -> boards.forEach(board -> say("state " + state(board.leases())));
                case "work" -> work(boards, Integer.parseInt(words[1]), Long.parseLong(words[2]));
                default -> throw new IOException("what is " + line);
            }
        }
    }

    /** What somebody knows, as one line that is the same for the same. */
    static String state(List<Lease> leases) {
        return leases.stream().map(LeaseText::write).sorted().collect(Collectors.joining("|"));
    }

    private static void press(PanicBoard board, String button, Duration lasting) {
        long before = System.nanoTime();
        Lease lease = board.button(button).press(Press.by("member", "test").lasting(lasting));
        say("did " + lease.id() + " " + before);
    }

    /** One writer for each board, all at once, each with a log of its own. */
    private static void work(List<PanicBoard> boards, int operations, long seed) throws InterruptedException {
        var writers = new ArrayList<Thread>();
        for (int i = 0; i < boards.size(); i++) {
            PanicBoard board = boards.get(i);
            var random = new Random(seed + i);
            var writer = new Thread(() -> write(board, operations, random), "writer-" + i);
            writer.start();
            writers.add(writer);
        }
        for (Thread writer : writers) {
            writer.join();
        }
        say("worked");
    }

    private static void write(PanicBoard board, int operations, Random random) {
        int done = 0;
        while (done < operations) {
            PanicButton button = board.button(BUTTONS[random.nextInt(3)]);
            List<Lease> known = button.leases();
            Lease some = known.isEmpty() ? null : known.get(random.nextInt(known.size()));
            Duration lasting = Duration.ofMinutes(10 + random.nextInt(100));
            int what = some == null ? 0 : random.nextInt(20);
            if (some == null || what < 8) {
                logged("press", button.press(Press.by("writer", "test").lasting(lasting)));
                done++;
            } else if (what < 15) {
                done += button.release(some.id(), "writer")
                        .map(lease -> logged("release", lease))
                        .orElse(0);
            } else {
                Duration longer = Duration.ofMinutes(130 + random.nextInt(100));
                try {
                    done += button.extend(some.id(), "writer-" + random.nextInt(10), longer)
                            .map(lease -> logged("extend", lease))
                            .orElse(0);
                } catch (IllegalArgumentException lastsLonger) {
                    continue;
                }
            }
            pause(random.nextInt(20_000_000));
        }
    }

    private static int logged(String what, Lease lease) {
        say("op " + what + " " + LeaseText.write(lease));
        return 1;
    }

    private static void pause(long nanos) {
        try {
            new CountDownLatch(1).await(nanos, NANOSECONDS);
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private static void say(String line) {
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }

    private static final class Printing implements PanicListener {

        @Override
        public void pressed(Lease lease) {
            say("event pressed " + lease.id() + " " + System.nanoTime());
        }

        @Override
        public void released(Lease lease) {
            say("event released " + lease.id() + " " + System.nanoTime());
        }

        @Override
        public void ended(Lease lease) {
            say("event ended " + lease.id() + " " + System.nanoTime());
        }
    }
}
