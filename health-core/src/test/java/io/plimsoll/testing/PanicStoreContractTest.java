package io.plimsoll.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.Seed;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicStore;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store in memory keeps the rules, and one that breaks one of them is found. */
@Timeout(60)
class PanicStoreContractTest {

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final Map<String, Lease> remote = new ConcurrentHashMap<>();
    private volatile boolean reachable = true;
    private BinaryOperator<Lease> union = Lease::merge;
    private boolean reads = true;
    private boolean refills = true;
    private boolean triesAgain = true;
    private boolean waits;

    @Test
    void aStoreInMemoryKeepsTheRules() {
        PanicStoreContract contract = PanicStoreContract.of(Near::new, PATIENCE);

        contract.spreads();
        contract.tellsWhoStartsLater();
        contract.worksWithoutTheStore(() -> reachable = false, () -> reachable = true);
        contract.refills(remote::clear);
        contract.unites(Seed.random("PanicStoreContractTest"));

        assertThat(remote).isNotEmpty();
    }

    @Test
    void aStoreThatKeepsTheFirstWordIsFound() {
        union = (known, newer) -> known;
        broken("an extension must reach all, but after PT2S boards had", PanicStoreContract::spreads);
    }

    @Test
    void aStoreThatForgetsReleasesIsFound() {
        union = (known, newer) -> newer.isReleased() ? known : known.merge(newer);
        broken("a release must reach all, but after PT2S boards had", PanicStoreContract::spreads);
    }

    @Test
    void aStoreThatReadsNothingIsFound() {
        reads = false;
        broken("who starts later must know what is pressed", PanicStoreContract::tellsWhoStartsLater);
    }

    @Test
    void aStoreThatIsNotFilledAgainIsFound() {
        refills = false;
        broken("what the boards know must be brought back", contract -> contract.refills(remote::clear));
    }

    @Test
    void aStoreThatGivesUpIsFound() {
        triesAgain = false;
        broken(
                "what was done without the store must reach all once it is back",
                contract -> contract.worksWithoutTheStore(
                        () -> {
                            reachable = false;
                            RealTime.pause(POLL.multipliedBy(5));
                        },
                        () -> reachable = true));
    }

    @Test
    void aStoreThatMakesCallersWaitIsFound() {
        waits = true;
        broken("to open a store must wait for nothing, but took PT2", PanicStoreContract::spreads);
    }

    private void broken(String rule, Consumer<PanicStoreContract> part) {
        assertThatThrownBy(() -> part.accept(PanicStoreContract.of(Near::new, SHORT)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(rule);
    }

    /** What one board has of it. */
    private final class Near implements PanicStore {

        private volatile PanicBoard board;
        private volatile Timing timing;
        private volatile boolean closed;

        @Override
        public void open(PanicBoard opened, Timing given) {
            board = opened;
            timing = given;
            if (waits) {
                RealTime.pause(Duration.ofMillis(2_100));
            }
            poll();
        }

        @Override
        public void changed(Lease lease) {
            if (reachable) {
                remote.merge(lease.id(), lease, union);
            }
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void close() {
            closed = true;
        }

        private void poll() {
            if (closed || (!reachable && !triesAgain)) {
                return;
            }
            timing.scheduler().schedule(POLL, this::poll);
            if (reachable) {
                if (reads) {
                    board.merge(List.copyOf(remote.values()), now());
                }
                if (refills) {
                    board.leases().forEach(lease -> remote.merge(lease.id(), lease, union));
                }
            }
        }
    }

    /** Real time that passes. */
    private static final class RealTime {
        static void pause(Duration duration) {
            long end = System.nanoTime() + duration.toNanos();
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
