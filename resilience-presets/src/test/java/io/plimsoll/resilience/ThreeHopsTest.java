package io.plimsoll.resilience;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plimsoll.resilience.hop.AttemptHeader;
import io.plimsoll.testing.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Three services in a row, each of which makes up to three attempts, before a fourth that fails every call. */
class ThreeHopsTest {

    private static final int PER_SECOND = 1_000;
    private static final int SECONDS = 30;

    private final ManualTime time = new ManualTime();
    private final List<String> headers = new ArrayList<>();
    private int requests;

    @Test
    void costTheLastOneTwentySevenRequestsOrThreeIfItsCallersSayThatTheyRetry() {
        List<Guard> hops = hops(Preset.read().withBudget(1, 1_000));

        ask(hops, 0, null);
        assertThat(requests).isEqualTo(27);

        requests = 0;
        headers.clear();
        ask(hops, 0, AttemptHeader.ONLY);
        assertThat(requests).isEqualTo(3);
        assertThat(headers).containsExactly("1/3", "2/3", "3/3");
    }

    @Test
    void multiplyTheirBudgetsOrShareOneIfTheySayThatTheyRetry() {
        double multiplied = load(null);
        double shared = load(AttemptHeader.ONLY);

        System.out.printf(
                "Three hops, all calls fail: load %.3f with a budget each, %.3f with the attempt header%n",
                multiplied, shared);
        double ofOne = 1.1 + 1.0 / PER_SECOND;
        assertThat(multiplied).isCloseTo(Math.pow(ofOne, 3), within(0.01));
        assertThat(shared).isBetween(1.09, ofOne);
    }

    private double load(AttemptHeader header) {
        List<Guard> hops = hops(Preset.read());
        requests = 0;
        for (int call = 0; call < PER_SECOND * SECONDS; call++) {
            time.advance(ofMillis(1));
            ask(hops, 0, header);
        }
        return requests / (double) (PER_SECOND * SECONDS);
    }

    private List<Guard> hops(Preset preset) {
        // Waits take no time here, or callers would come one after the other.
        return Stream.of("checkout", "inventory", "warehouse")
                .map(next -> Guard.builder(next, preset.withoutBreaker())
                        .timing(time.timing())
                        .waiting(wait -> {})
                        .build())
                .toList();
    }

    /**
     * One service handles a request.
     *
     * @param header what the request said of itself; {@code null} if nobody sends or reads it
     */
    private boolean ask(List<Guard> hops, int hop, AttemptHeader header) {
        if (hop == hops.size()) {
            requests++;
            headers.add(String.valueOf(header == null ? null : header.value()));
            return false;
        }
        AttemptHeader caller = header == null ? AttemptHeader.ONLY : header;
        return caller.during(() -> {
            try {
                return hops.get(hop).call(attempt -> {
                    if (!ask(hops, hop + 1, header == null ? null : attempt.header())) {
                        throw new AnswerException(503, null);
                    }
                    return true;
                });
            } catch (AnswerException failed) {
                return false;
            }
        });
    }
}
