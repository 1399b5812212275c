package io.plimsoll.journal;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.ProbeResult;
import io.plimsoll.health.Status;
import io.plimsoll.health.Transition;
import io.plimsoll.journal.Evidence.Memory;
import io.plimsoll.journal.Evidence.Result;
import io.plimsoll.threads.ThreadTimes;
import io.plimsoll.time.Allowance;
import io.plimsoll.time.Ticker;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what can be found out as a component goes DOWN.
 *
 * <p>To look at all threads stops all of them, for about a millisecond for each hundred. So it is done at most once in 10 s,
 * what was seen serves everything that goes DOWN meanwhile, and with more than 2,000 threads it is not done at all. Evidence as
 * a whole is collected for one component at most once in 5 min, and for all of them at most 8 times at once and then once in 2
 * min: the first failures of an outage tell more than the thousandth flap.
 *
 * <p>Used by one thread at a time, which neither probes nor answers.
 */
final class EvidenceCollector {

    private static final int AT_ONCE = 8;
    private static final Duration PACE = Duration.ofMinutes(2);
    private static final Duration PACE_OF_ONE = Duration.ofMinutes(5);
    private static final Duration PACE_OF_THREADS = Duration.ofSeconds(10);
    private static final int MOST_THREADS = 2_000;
    private static final int MOST_GROUPS = 20;
    private static final int MOST_FRAMES = 16;
    private static final int THREAD_CHARACTERS = 16_000;
    private static final int MOST_RESULTS = 10;
    private static final int MOST_OTHERS = 20;

    private final Ticker ticker;
    private final Allowance allowance;
    private final Map<String, Allowance> ofOne = new HashMap<>();
    private final Map<String, Deque<Result>> results = new HashMap<>();
    private final Map<String, ComponentHealth> notUp = new HashMap<>();
    private final Allowance ofThreads;
    private Threads threads = new Threads(List.of(), 0);
    private CpuUse use;
    private @Nullable Instant threadsAt;

    EvidenceCollector(Ticker ticker) {
        this.ticker = ticker;
        allowance = Allowance.of(ticker, AT_ONCE, PACE);
        ofThreads = Allowance.of(ticker, 1, PACE_OF_THREADS);
        use = new CpuUse(ticker.nanos(), ThreadTimes.UNKNOWN);
    }

    void probed(ProbeResult result) {
        Deque<Result> latest = results.computeIfAbsent(result.component(), none -> new ArrayDeque<>());
        if (latest.size() == MOST_RESULTS) {
            latest.removeLast();
        }
        latest.addFirst(new Result(
                result.at(), result.finding().status(), result.finding().code(), result.latency()));
    }

    void changed(ComponentHealth after) {
        if (after.status() == Status.UP || after.code() == Code.NOT_RUN_YET) {
            notUp.remove(after.name());
        } else {
            notUp.put(after.name(), after);
        }
    }

    /** {@code null} if it is too soon. */
    @Nullable
    Evidence of(Transition transition, List<String> changedLately) {
        String component = transition.after().name();
        if (!ofOne.computeIfAbsent(component, none -> Allowance.of(ticker, 1, PACE_OF_ONE))
                        .take()
                || !allowance.take()) {
            return null;
        }
        lookAtThreads(transition.at());
        return new Evidence(
                Cut.causes(transition.after().finding().cause()),
                List.copyOf(results.getOrDefault(component, new ArrayDeque<>())),
                others(component),
                changedLately,
                threads.alike(),
                threadsAt,
                threads.unseen(),
                memory(),
                null);
    }

    /** From where the CPU time of threads is measured for the evidence that was collected last. */
    CpuUse use() {
        return use;
    }

    private List<String> others(String component) {
        return notUp.values().stream()
                .filter(other -> !other.name().equals(component))
                .limit(MOST_OTHERS)
                .map(other -> other.name() + " " + other.status() + " " + other.code())
                .sorted()
                .toList();
    }

    private void lookAtThreads(Instant now) {
        if (!ofThreads.take()) {
            return;
        }
        ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        if (bean.getThreadCount() > MOST_THREADS) {
            threads = new Threads(List.of(), bean.getThreadCount());
            threadsAt = null;
            use = new CpuUse(ticker.nanos(), ThreadTimes.UNKNOWN);
            return;
        }
        List<Threads.Seen> seen = new ArrayList<>();
        for (ThreadInfo thread : bean.dumpAllThreads(false, false, MOST_FRAMES)) {
            if (thread.getThreadId() != Thread.currentThread().getId()) {
                seen.add(new Threads.Seen(
                        thread.getThreadName(), thread.getThreadState(), List.of(thread.getStackTrace())));
            }
        }
        threads = Threads.grouped(seen, MOST_GROUPS, MOST_FRAMES, THREAD_CHARACTERS);
        threadsAt = now;
        // Last, so that this look itself is not what is measured.
        use = new CpuUse(ticker.nanos(), ThreadTimes.now());
    }

    private static Memory memory() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long collections = 0;
        long millis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections += Math.max(0, collector.getCollectionCount());
            millis += Math.max(0, collector.getCollectionTime());
        }
        return new Memory(heap.getUsed(), heap.getCommitted(), heap.getMax(), collections, Duration.ofMillis(millis));
    }
}
