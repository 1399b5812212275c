package io.plimsoll.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.stream.Collectors;

/**
 * Asks the same thing again and again on some connections, each of which asks as soon as it has its answer, or later if so
 * many a second were ordered: one thread and one selector, so that it costs little beside what it measures. Takes {@link
 * Load.Order orders} from standard input, one a line, and answers each with a {@link Load.Report}.
 */
final class LoadGenerator {

    /** How long the first answer may take, however short the turn: a server that has just been started is slow. */
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final Load.Order order;
    private final byte[] request;
    private final InetSocketAddress address;
    private final Queue<Connection> waiting = new PriorityQueue<>(Comparator.comparingLong(each -> each.dueNanos));
    private final long paceNanos; // between two requests of one connection
    private Latencies latencies = new Latencies();
    private long failures;

    private LoadGenerator(Load.Order order) {
        this.order = order;
        request = ("GET " + order.path() + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: benchmark\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), order.port());
        paceNanos = order.perSecond() == 0 ? 0 : 1_000_000_000L * order.connections() / order.perSecond();
    }

    public static void main(String[] args) throws IOException {
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            List<Load.Report> reports = new LoadGenerator(Load.Order.parse(line)).run();
            System.out.println(reports.stream().map(Load.Report::line).collect(Collectors.joining(Load.BETWEEN)));
        }
    }

    private List<Load.Report> run() throws IOException {
        List<Connection> connections = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            long start = System.nanoTime();
            for (int i = 0; i < order.connections(); i++) {
                var connection = new Connection(selector);
                connections.add(connection);
                connection.connect();
                connection.dueNanos = start + i * paceNanos / order.connections();
                waiting.add(connection);
            }
            var reports = new ArrayList<Load.Report>();
            for (Duration part : order.parts()) {
                reports.add(run(selector, part.toNanos()));
            }
            return reports;
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private Load.Report run(Selector selector, long limit) throws IOException {
        latencies = new Latencies();
        failures = 0;
        long start = System.nanoTime();
        long now = start;
        while (now - start < (latencies.count() + failures > 0 ? limit : PATIENCE_NANOS)) {
            askWhoseTimeHasCome(now);
            long untilNext = waiting.isEmpty() ? limit : waiting.peek().dueNanos - now;
            selector.select(LoadGenerator::read, Math.max(1, Math.min(untilNext, limit - (now - start)) / 1_000_000));
            now = System.nanoTime();
        }
        return new Load.Report(
                latencies.count(), failures, now - start, latencies.micros(0.50), latencies.micros(0.99));
    }

    private void askWhoseTimeHasCome(long now) throws IOException {
        while (!waiting.isEmpty() && waiting.peek().dueNanos <= now) {
            waiting.remove().ask();
        }
    }

    private static void read(SelectionKey key) {
        ((Connection) key.attachment()).read();
    }

    private final class Connection {

        private final Selector selector;
        private final ByteBuffer out = ByteBuffer.allocateDirect(request.length).put(request);
        private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
        private final AnswerReader answer = new AnswerReader();
        private SocketChannel channel;
        private long dueNanos;

        Connection(Selector selector) {
            this.selector = selector;
        }

        void connect() throws IOException {
            channel = SocketChannel.open(address);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void read() {
            try {
                int count = channel.read(in);
                if (count < 0) {
                    throw new IOException("closed by the server");
                }
                in.flip();
                boolean complete = answer.add(in);
                in.clear();
                if (complete) {
                    answered();
                }
            } catch (IOException broken) {
                failures++;
                again();
            }
        }

        void close() throws IOException {
            channel.close();
        }

        private void answered() throws IOException {
            if (answer.status() == 200) {
                latencies.add(System.nanoTime() - dueNanos);
            } else {
                failures++;
            }
            if (order.keepsAlive()) {
                next();
            } else {
                again();
            }
        }

        private void again() {
            try {
                channel.close();
                waiting.remove(this); // it may have been closed while it waited
                connect();
                next();
            } catch (IOException nobodyListens) {
                throw new IllegalStateException("nobody listens any more", nobodyListens);
            }
        }

        private void next() throws IOException {
            long now = System.nanoTime();
            // What was missed in a standstill is not made up for.
            dueNanos = Math.max(dueNanos + paceNanos, now - paceNanos);
            if (dueNanos <= now) {
                ask();
            } else {
                waiting.add(this);
            }
        }

        private void ask() throws IOException {
            answer.clear();
            out.rewind();
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }
    }
}
