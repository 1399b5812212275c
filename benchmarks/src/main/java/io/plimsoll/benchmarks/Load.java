package io.plimsoll.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link LoadGenerator} in a process of its own, so that what it costs is not counted as the server's. */
public final class Load implements AutoCloseable {

    static final String BETWEEN = ",";

    private final ChildJvm generator;

    private Load(ChildJvm generator) {
        this.generator = generator;
    }

    /**
     * What is to be asked.
     *
     * @param keepsAlive whether a connection serves more than one request
     * @param perSecond on all connections together, as far as answers come in time; 0 for as many as there are answers
     * @param parts how long, one after the other on the same connections, each with a report of its own
     */
    public record Order(
            int port, String path, int connections, boolean keepsAlive, int perSecond, List<Duration> parts) {

        public Order(int port, String path, int connections, boolean keepsAlive, int perSecond, Duration time) {
            this(port, path, connections, keepsAlive, perSecond, List.of(time));
        }

        String line() {
            String millis =
                    parts.stream().map(part -> String.valueOf(part.toMillis())).collect(Collectors.joining(BETWEEN));
            return port + " " + path + " " + connections + " " + keepsAlive + " " + perSecond + " " + millis;
        }

        static Order parse(String line) {
            String[] parts = line.split(" ");
            return new Order(
                    Integer.parseInt(parts[0]),
                    parts[1],
                    Integer.parseInt(parts[2]),
                    Boolean.parseBoolean(parts[3]),
                    Integer.parseInt(parts[4]),
                    Stream.of(parts[5].split(BETWEEN))
                            .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
                            .toList());
        }
    }

    /**
     * What came back.
     *
     * @param answers with status 200
     * @param failures all else: another status, or a connection that broke
     * @param medianMicros of the answers, from when the request was due
     * @param p99Micros 99 of 100 answers took no longer
     */
    public record Report(long answers, long failures, long nanos, long medianMicros, long p99Micros) {

        public double perSecond() {
            return answers * 1e9 / nanos;
        }

        String line() {
            return answers + " " + failures + " " + nanos + " " + medianMicros + " " + p99Micros;
        }

        static Report parse(String line) {
            long[] parts = Stream.of(line.split(" ")).mapToLong(Long::parseLong).toArray();
            return new Report(parts[0], parts[1], parts[2], parts[3], parts[4]);
        }
    }

    public static Load start() {
        return new Load(ChildJvm.start(List.of(), List.of("-XX:+UseSerialGC"), LoadGenerator.class));
    }

    /** What came back in the last of its parts. */
    public Report run(Order order) {
        List<Report> reports = runInParts(order);
        return reports.get(reports.size() - 1);
    }

    /** What came back in each of its parts. */
    public List<Report> runInParts(Order order) {
        generator.tell(order.line());
        return Stream.of(generator.hear().split(BETWEEN)).map(Report::parse).toList();
    }

    @Override
    public void close() {
        generator.close();
    }
}
