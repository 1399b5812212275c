package io.plimsoll.panic.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.redis.Eventually;
import io.plimsoll.health.redis.RealRedis;
import io.plimsoll.panic.Lease;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Eight writers in four processes press, extend and release at random: all know the union of what they say they did. */
@Timeout(180)
class UnionOfOperationsTest {

    private static final int PROCESSES = 4;
    private static final int WRITERS_EACH = 2;
    private static final int OPERATIONS_EACH = 125;
    private static final String KEY = "plimsoll:panic:default";

    @Test
    void isWhatAllKnowInTheEnd() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("UnionOfOperationsTest: seed " + seed);
        try (var redis = RealRedis.start();
                var monitor = new Monitor(redis);
                var fleet = new Fleet(redis.uri(), 0, PROCESSES, WRITERS_EACH)) {
            for (int i = 0; i < PROCESSES; i++) {
                fleet.away.get(i).tell("work " + OPERATIONS_EACH + " " + (seed + 1_000L * i));
            }
            for (Fleet.Away process : fleet.away) {
                process.await("worked");
            }

            List<String> done = fleet.away.stream()
                    .flatMap(process -> process.operations.stream())
                    .toList();
            Map<String, Long> kinds = done.stream()
                    .collect(Collectors.groupingBy(
                            operation -> operation.substring(0, operation.indexOf(' ')),
                            TreeMap::new,
                            Collectors.counting()));
            List<Lease> union = union(done.stream()
                    .map(operation -> LeaseText.read(operation.substring(operation.indexOf(' ') + 1)))
                    .toList());
            String expected = Member.state(union);
            System.out.println("operations " + kinds + " on " + union.size() + " leases, of which "
                    + union.stream().filter(Lease::isReleased).count() + " are released in the end");
            assertThat(done).hasSize(PROCESSES * WRITERS_EACH * OPERATIONS_EACH);
            assertThat(kinds).containsKeys("press", "release", "extend");

            for (Fleet.Away process : fleet.away) {
                Eventually.until("all boards know the union", Fleet.PATIENCE, () -> {
                    process.tell("state");
                    boolean same = true;
                    for (int board = 0; board < WRITERS_EACH; board++) {
                        same &= process.await("state ").equals("state " + expected);
                    }
                    return same;
                });
            }
            assertThat(Member.state(union(Instances.stored(redis, KEY))))
                    .as("Redis has the union")
                    .isEqualTo(expected);
            assertThat(Member.state(union(monitor.written())))
                    .as("what Redis saw being written has the union")
                    .isEqualTo(expected);
            System.out.println("MONITOR saw " + monitor.written().size() + " values in " + monitor.writes() + " HSET");
        }
    }

    private static List<Lease> union(Collection<Lease> values) {
        Map<String, Lease> union = new HashMap<>();
        values.forEach(lease -> union.merge(lease.id(), lease, Lease::merge));
        return List.copyOf(union.values());
    }

    /** Every command that the server executes, as it tells it. */
    private static final class Monitor implements AutoCloseable {

        private final Socket socket;
        private final Queue<List<String>> writes = new ConcurrentLinkedQueue<>();

        Monitor(RealRedis redis) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), redis.port());
            socket.getOutputStream().write("MONITOR\r\n".getBytes(UTF_8));
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            assertThat(in.readLine()).isEqualTo("+OK");
            var reader = new Thread(() -> read(in), "monitor");
            reader.setDaemon(true);
            reader.start();
        }

        int writes() {
            return writes.size();
        }

        List<Lease> written() {
            var leases = new ArrayList<Lease>();
            for (List<String> words : writes) {
                for (int i = 2; i < words.size(); i += 2) {
                    if (!words.get(i).equals(Session.VERSION)) {
                        leases.add(LeaseText.read(words.get(i)));
                    }
                }
            }
            return leases;
        }

        private void read(BufferedReader in) {
            try {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    List<String> words = words(line);
                    if (words.size() > 1
                            && words.get(0).equals("HSET")
                            && words.get(1).equals(KEY)) {
                        writes.add(words);
                    }
                }
            } catch (IOException closed) {
                return;
            }
        }

        /** What stands in quotes, with the escapes that can occur in what we write. */
        private static List<String> words(String line) {
            var words = new ArrayList<String>();
            int at = line.indexOf('"');
            while (at >= 0) {
                var word = new StringBuilder();
                for (at++; line.charAt(at) != '"'; at++) {
                    char c = line.charAt(at);
                    if (c == '\\') {
                        at++;
                        c = line.charAt(at) == 't' ? '\t' : line.charAt(at);
                    }
                    word.append(c);
                }
                words.add(word.toString());
                at = line.indexOf('"', at + 1);
            }
            return words;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
