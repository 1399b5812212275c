package io.plimsoll.resilience.shed;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A minute of three times what a service can do, in virtual time; the first ten seconds, in which a limit learns, do not count. */
public final class Overload {

    private static final int WORKERS = 16;
    private static final double MEAN_NANOS = 10e6;
    private static final double OFFERED = 3;
    private static final long END = 60_000_000_000L;
    private static final long COUNTED_FROM = 10_000_000_000L;

    private final Random random;
    private final LoadShedder shedder;
    private final int room;
    private final Shares bulkhead = Shares.onDemand();
    private final Map<Criticality, Tally> tallies = new EnumMap<>(Criticality.class);
    private final Deque<Request> waiting = new ArrayDeque<>();
    private final PriorityQueue<Request> working = new PriorityQueue<>((a, b) -> Long.compare(a.end, b.end));
    private long now;
    private long busyNanos;

    private static final class Tally {
        int offered;
        final List<Double> millis = new ArrayList<>();
    }

    private static final class Request {
        final Criticality criticality;
        final long arrived;
        final LoadShedder.Admission admission;
        long end;

        Request(Criticality criticality, long arrived, LoadShedder.Admission admission) {
            this.criticality = criticality;
            this.arrived = arrived;
            this.admission = admission;
        }
    }

    private Overload(ConcurrencyLimit limit, int room, Random random) {
        this.random = random;
        this.room = room;
        this.shedder = LoadShedder.of(limit, () -> now);
        Arrays.stream(Criticality.values()).forEach(criticality -> tallies.put(criticality, new Tally()));
    }

    /** Has happened when it returns. */
    public static Overload of(ConcurrencyLimit limit, Random random) {
        return of(limit, Integer.MAX_VALUE, random);
    }

    /**
     * The same with the bulkhead of a guard behind the limit.
     *
     * @param room of it: who is let in and comes when so many work and wait is refused there
     */
    public static Overload of(ConcurrencyLimit limit, int room, Random random) {
        var overload = new Overload(limit, room, random);
        overload.run();
        return overload;
    }

    /** Everything is let in. */
    public static ConcurrencyLimit none() {
        return new ConcurrencyLimit() {
            @Override
            public int current() {
                return Integer.MAX_VALUE;
            }

            @Override
            public void served(long startNanos, long nanos, int inside) {}
        };
    }

    /** Of those who came, how many were answered before the end. */
    public double servedShare(Criticality criticality) {
        Tally tally = tally(criticality);
        return tally.millis.size() / (double) tally.offered;
    }

    /** {@code NaN} if none was served. */
    public double p99Millis(Criticality criticality) {
        List<Double> sorted = new ArrayList<>(tally(criticality).millis);
        Collections.sort(sorted);
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) (sorted.size() * 0.99));
    }

    /** How much of the time workers worked. */
    public double usedShare() {
        return busyNanos / ((double) WORKERS * END);
    }

    private void run() {
        long next = 0;
        while (now < END) {
            Request first = working.peek();
            if (first != null && first.end <= next) {
                now = first.end;
                finish(working.remove());
            } else {
                now = next;
                arrive();
                next += nanos(MEAN_NANOS / WORKERS / OFFERED);
            }
        }
    }

    private void arrive() {
        Criticality criticality = draw();
        if (now >= COUNTED_FROM) {
            tally(criticality).offered++;
        }
        LoadShedder.Admission admission = shedder.tryEnter(criticality);
        if (admission != null && waiting.size() + working.size() >= bulkhead.most(criticality, room)) {
            bulkhead.refused(criticality, now);
            admission.abandoned();
        } else if (admission != null) {
            bulkhead.letIn(now);
            waiting.add(new Request(criticality, now, admission));
            begin(waiting.size() > 0 && working.size() < WORKERS ? waiting.poll() : null);
        }
    }

    private void begin(@Nullable Request request) {
        if (request != null) {
            long takes = nanos(MEAN_NANOS);
            busyNanos += takes;
            request.end = now + takes;
            working.add(request);
        }
    }

    private void finish(Request request) {
        request.admission.served();
        if (request.arrived >= COUNTED_FROM) {
            tally(request.criticality).millis.add((now - request.arrived) / 1e6);
        }
        begin(waiting.poll());
    }

    private Criticality draw() {
        double drawn = random.nextDouble();
        return drawn < 0.2 ? Criticality.CRITICAL : drawn < 0.6 ? Criticality.NORMAL : Criticality.SHEDDABLE;
    }

    private long nanos(double mean) {
        return (long) (-mean * Math.log(1 - random.nextDouble()));
    }

    private Tally tally(Criticality criticality) {
        Tally tally = tallies.get(criticality);
        if (tally == null) {
            throw new IllegalStateException("nothing counts " + criticality);
        }
        return tally;
    }

    @Override
    public String toString() {
        var text = new StringBuilder("limit " + shedder.limit(Criticality.CRITICAL));
        for (Criticality criticality : Criticality.values()) {
            text.append(String.format(
                    "; %s %.1f %% served, p99 %.0f ms",
                    criticality, 100 * servedShare(criticality), p99Millis(criticality)));
        }
        return text.append(String.format("; workers busy %.1f %%", 100 * usedShare()))
                .toString();
    }
}
