package io.plimsoll.testing;

import static java.util.Objects.requireNonNull;

import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.panic.PanicStore;
import io.plimsoll.panic.Press;
import io.plimsoll.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The rules that every {@link PanicStore} must keep, for authors of stores: each method lets some boards share a button of its own
 * in real time, and throws an {@link AssertionError} that says which rule was broken.
 */
public final class PanicStoreContract {

    private static final String SOMEBODY = "somebody";
    /** For what must not wait for anything, on a machine that is busy. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private static final int OPERATIONS = 120;

    private final Supplier<? extends PanicStore> stores;
    private final Duration patience;
    private final Ticker ticker = Ticker.system();
    private int rules;

    private PanicStoreContract(Supplier<? extends PanicStore> stores, Duration patience) {
        this.stores = requireNonNull(stores, "stores");
        this.patience = requireNonNull(patience, "patience");
    }

    /**
     * A contract with stores of this kind.
     *
     * @param stores a new one for each board, all over the same server, say
     * @param patience after what time at most all boards must know something: some polls
     */
    public static PanicStoreContract of(Supplier<? extends PanicStore> stores, Duration patience) {
        return new PanicStoreContract(stores, patience);
    }

    /** What is pressed, extended and released on one board is so on all, and ends on all by itself. */
    public void spreads() {
        try (var fleet = new Fleet(3)) {
            Lease lease = fleet.press(0, Duration.ofMinutes(10));
            fleet.await(
                    "a press must reach all",
                    () -> fleet.all(button -> button.leases().equals(List.of(lease))));
            Lease extended = fleet.button(1)
                    .extend(lease.id(), SOMEBODY, Duration.ofMinutes(20))
                    .orElseThrow();
            fleet.await(
                    "an extension must reach all",
                    () -> fleet.all(button -> button.leases().equals(List.of(extended))));
            fleet.button(2).release(lease.id(), SOMEBODY);
            fleet.await("a release must reach all", () -> fleet.all(button -> !button.isPressed()));

            long pressed = ticker.nanos();
            Duration lasting = patience.plusSeconds(1);
            fleet.press(1, lasting);
            fleet.await("a press must reach all", () -> fleet.all(PanicButton::isPressed));
            fleet.await(
                    "a lease must end by itself",
                    lasting.plus(patience),
                    () -> fleet.all(button -> !button.isPressed()));
            Duration held = Duration.ofNanos(ticker.nanos() - pressed);
            require(
                    held.compareTo(lasting.minus(AT_ONCE.dividedBy(4))) >= 0,
                    "a lease of " + lasting + " must not end early, but all had ended after " + held);
        }
    }

    /** A board that starts later knows what is pressed, and what was released. */
    public void tellsWhoStartsLater() {
        try (var fleet = new Fleet(1)) {
            Lease lease = fleet.press(0, Duration.ofMinutes(10));
            Lease released = fleet.press(0, Duration.ofMinutes(10));
            fleet.button(0).release(released.id(), SOMEBODY);

            fleet.start();

            fleet.await(
                    "who starts later must know what is pressed",
                    () -> fleet.button(1).leases().equals(List.of(lease)));
        }
    }

    /**
     * While the store is gone, boards hold what they held, and press and release without waiting; afterwards all agree.
     *
     * @param cut makes it unreachable, as by stopping the server
     * @param heal undoes it, with all that was stored
     */
    public void worksWithoutTheStore(Runnable cut, Runnable heal) {
        try (var fleet = new Fleet(3)) {
            Lease held = fleet.press(0, Duration.ofMinutes(10));
            Lease released = fleet.press(1, Duration.ofMinutes(10));
            fleet.await(
                    "a press must reach all",
                    () -> fleet.all(button -> button.leases().size() == 2));

            Lease alone;
            cut.run();
            try {
                long before = ticker.nanos();
                alone = fleet.press(2, Duration.ofMinutes(10));
                fleet.button(1).release(released.id(), SOMEBODY);
                Duration took = Duration.ofNanos(ticker.nanos() - before);
                require(took.compareTo(AT_ONCE) < 0, "to press must wait for nothing, but took " + took);
                require(
                        fleet.ids(2).equals(Set.of(held.id(), released.id(), alone.id()))
                                && fleet.ids(1).equals(Set.of(held.id())),
                        "boards must work without the store");
            } finally {
                heal.run();
            }

            Set<String> expected = Set.of(held.id(), alone.id());
            fleet.awaitAgreement("what was done without the store must reach all once it is back", expected);
        }
    }

    /**
     * A store that comes back without its data is filled again from what the boards know, and nothing is released by it.
     *
     * @param lose empties it
     */
    public void refills(Runnable lose) {
        try (var fleet = new Fleet(2)) {
            Lease held = fleet.press(0, Duration.ofMinutes(10));
            Lease released = fleet.press(1, Duration.ofMinutes(10));
            fleet.await(
                    "a press must reach all",
                    () -> fleet.all(button -> button.leases().size() == 2));
            fleet.button(0).release(released.id(), SOMEBODY);
            fleet.awaitAgreement("a release must reach all", Set.of(held.id()));

            lose.run();
            fleet.start();

            fleet.awaitAgreement("what the boards know must be brought back", Set.of(held.id()));
        }
    }

    /** Whatever several boards press, extend and release, in the end all know the union of it. */
    public void unites(Random random) {
        try (var fleet = new Fleet(4)) {
            Map<String, Boolean> live = new HashMap<>();
            for (int i = 0; i < OPERATIONS; i++) {
                PanicButton button = fleet.button(random.nextInt(4));
                List<Lease> known = button.leases();
                int what = known.isEmpty() ? 0 : random.nextInt(4);
                Lease some = known.isEmpty() ? null : known.get(random.nextInt(known.size()));
                if (some == null || what < 2) {
                    Press press = Press.by(SOMEBODY, "contract").lasting(Duration.ofMinutes(10));
                    live.putIfAbsent(button.press(press).id(), true);
                } else if (what == 2) {
                    button.extend(some.id(), SOMEBODY, Duration.ofMinutes(20 + i));
                } else {
                    button.release(some.id(), SOMEBODY).ifPresent(lease -> live.put(lease.id(), false));
                }
            }
            Set<String> expected = live.entrySet().stream()
                    .filter(Map.Entry::getValue)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            fleet.awaitAgreement("all must know the union of what was done", expected);
        }
    }

    private static void require(boolean kept, String rule) {
        if (!kept) {
            throw new AssertionError(rule);
        }
    }

    /** Boards that share one button that no other rule uses. */
    private final class Fleet implements AutoCloseable {

        private final String name = "contract-" + rules++;
        private final List<PanicBoard> boards = new ArrayList<>();

        Fleet(int size) {
            for (int i = 0; i < size; i++) {
                start();
            }
        }

        void start() {
            PanicBoard board = PanicBoard.of(name);
            boards.add(board);
            long before = ticker.nanos();
            board.sharedBy(stores.get());
            Duration took = Duration.ofNanos(ticker.nanos() - before);
            require(took.compareTo(AT_ONCE) < 0, "to open a store must wait for nothing, but took " + took);
        }

        PanicButton button(int board) {
            return boards.get(board).button(name);
        }

        Lease press(int board, Duration lasting) {
            return button(board)
                    .press(Press.by(SOMEBODY, "contract").source("test").lasting(lasting));
        }

        Set<String> ids(int board) {
            return ids(button(board));
        }

        boolean all(Predicate<PanicButton> condition) {
            return boards.stream().map(board -> board.button(name)).allMatch(condition);
        }

        void awaitAgreement(String rule, Set<String> expected) {
            await(rule, () -> all(button -> ids(button).equals(expected)));
            List<Lease> first = sorted(button(0));
            await(
                    "all must know the same of each lease",
                    () -> all(button -> sorted(button).equals(first)));
        }

        void await(String rule, BooleanSupplier condition) {
            await(rule, patience, condition);
        }

        void await(String rule, Duration limit, BooleanSupplier condition) {
            long start = ticker.nanos();
            while (!condition.getAsBoolean()) {
                if (ticker.nanos() - start > limit.toNanos()) {
                    throw new AssertionError(rule + ", but after " + limit + " boards had "
                            + boards.stream()
                                    .map(board -> board.button(name).leases())
                                    .toList());
                }
                LockSupport.parkNanos(1_000_000);
            }
        }

        private Set<String> ids(PanicButton button) {
            return button.leases().stream().map(Lease::id).collect(Collectors.toCollection(TreeSet::new));
        }

        private List<Lease> sorted(PanicButton button) {
            return button.leases().stream()
                    .sorted(Comparator.comparing(Lease::id))
                    .toList();
        }

        @Override
        public void close() {
            boards.forEach(PanicBoard::close);
        }
    }
}
