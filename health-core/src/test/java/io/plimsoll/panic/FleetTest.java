package io.plimsoll.panic;

import static io.plimsoll.panic.Press.by;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.Seed;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Boards that share leases by a store as one over a network is: it publishes as a hint, is polled, is lost and comes back empty. */
class FleetTest {

    private static final Duration POLL = ofSeconds(5);

    private final ManualTime time = new ManualTime();
    private final Remote remote = new Remote();

    /** What is on the other side of the network. */
    private static final class Remote {
        final Map<String, Lease> leases = new TreeMap<>();
        final List<Near> connected = new ArrayList<>();
        boolean reachable = true;

        void add(Lease lease) {
            leases.merge(lease.id(), lease, Lease::merge);
        }
    }

    /** The store on one instance. */
    private final class Near implements PanicStore {
        private boolean publishes = true;
        private PanicBoard board;
        private boolean closed;

        @Override
        public void open(PanicBoard opened, Timing timing) {
            board = opened;
            remote.connected.add(this);
            poll();
        }

        @Override
        public void changed(Lease lease) {
            if (!remote.reachable) {
                throw new IllegalStateException("nobody answers");
            }
            remote.add(lease);
            if (publishes) {
                remote.connected.stream()
                        .filter(other -> other != this)
                        .forEach(other -> other.board.merge(List.of(lease), time.instant()));
            }
        }

        @Override
        public Instant now() {
            return time.instant();
        }

        @Override
        public void close() {
            closed = true;
        }

        void poll() {
            if (remote.reachable) {
                board.merge(remote.leases.values(), time.instant());
                board.leases().forEach(remote::add);
            }
        }
    }

    @Test
    void pressesOnEveryInstanceAndReleasesOnEveryInstance() {
        List<PanicButton> buttons = fleet(3, "it");
        var told = new Told();
        remote.connected.get(2).board.listen(told);

        Lease lease = buttons.get(0).press(by("alice", "why").lasting(ofMinutes(10)));

        assertThat(buttons).allMatch(PanicButton::isPressed);
        assertThat(buttons.get(2).leases()).containsExactly(lease);
        time.advance(ofMinutes(6));
        Lease extended = buttons.get(1).extend(lease.id(), "bob", ofMinutes(20)).orElseThrow();
        assertThat(buttons.get(2).leases()).containsExactly(extended);
        buttons.get(2).releaseAll("carol");
        assertThat(buttons).noneMatch(PanicButton::isPressed);
        assertThat(told.take()).containsExactly("pressed it", "ending it", "extended it", "released it");
    }

    @Test
    void findsWhatWasNotPublishedAtTheNextPoll() {
        List<PanicButton> buttons = fleet(2, "it");
        remote.connected.forEach(near -> near.publishes = false);

        buttons.get(0).press(by("alice", "why").lasting(ofMinutes(10)));
        assertThat(buttons.get(1).isPressed()).isFalse();
        time.advance(POLL);
        poll();

        assertThat(buttons.get(1).isPressed()).isTrue();
        time.advance(ofMinutes(10).minus(POLL));
        assertThat(buttons).as("ended together, though heard of later").noneMatch(PanicButton::isPressed);
    }

    @Test
    void keepsWhatIsPressedWhenTheStoreIsGoneAndRefillsItWhenItComesBackEmpty() {
        List<PanicButton> buttons = fleet(3, "it");
        Lease shared = buttons.get(0).press(by("alice", "why"));
        Lease gone = buttons.get(0).press(by("alice", "why"));
        buttons.get(1).release(gone.id(), "bob");

        remote.reachable = false;
        Lease alone = buttons.get(2).press(by("carol", "no store").lasting(ofMinutes(20)));
        time.advance(ofMinutes(10));
        assertThat(buttons.get(0).leases()).containsExactly(shared);
        assertThat(buttons.get(2).leases()).containsExactly(shared, alone);

        remote.leases.clear();
        remote.reachable = true;
        poll();
        poll();

        assertThat(remote.leases.keySet()).containsExactlyInAnyOrder(shared.id(), gone.id(), alone.id());
        assertThat(buttons)
                .allSatisfy(button -> assertThat(button.leases())
                        .extracting(Lease::id)
                        .containsExactlyInAnyOrder(shared.id(), alone.id()));
        time.advance(ofMinutes(20));
        assertThat(buttons.get(2).isPressed()).isFalse();
    }

    @Test
    void showsAStartingInstanceWhatIsPressed() {
        fleet(1, "it").get(0).press(by("alice", "why").lasting(ofMinutes(10)));
        time.advance(ofMinutes(9));

        PanicButton late = fleet(1, "it").get(0);

        assertThat(late.isPressed()).isTrue();
        time.advance(ofMinutes(1));
        assertThat(late.isPressed()).isFalse();
    }

    @Test
    void holdsForOthersAndForLaterWhatItHasNoButtonFor() {
        fleet(1, "it", "new");
        fleet(1, "it");
        PanicBoard newer = remote.connected.get(0).board;
        PanicBoard older = remote.connected.get(1).board;
        var told = new Told();
        older.listen(told);

        Lease lease = newer.button("new").press(by("alice", "why"));

        assertThat(older.find("new")).isEmpty();
        assertThat(told.take()).isEmpty();
        assertThat(older.leases()).containsExactly(lease);
        assertThat(older.declare("new").isPressed()).isTrue();
        assertThat(told.take()).containsExactly("pressed new");
        assertThat(older.declare("new").release(lease.id(), "bob")).isPresent();
        assertThat(newer.button("new").isPressed()).isFalse();
    }

    @Test
    void cutsWhatLastsLongerThanItsMaximumAndIgnoresWhatIsOver() {
        PanicButton button = fleet(1, "it").get(0);
        PanicBoard board = remote.connected.get(0).board;
        Instant now = time.instant();
        Lease endless = Lease.of("endless", "it", by("mallory", "why"), now, now.plus(Duration.ofDays(100_000)));
        Lease over = Lease.of("over", "it", by("alice", "why"), now.minusSeconds(60), now);

        board.merge(List.of(over), now);
        assertThat(button.isPressed()).isFalse();
        board.merge(List.of(endless), now);
        time.advance(ofHours(4).minusMillis(1));
        board.merge(List.of(endless), time.instant());
        assertThat(button.isPressed()).isTrue();
        time.advance(ofMillis(1));
        board.merge(List.of(endless), time.instant());

        assertThat(button.isPressed()).as("what is known is not measured anew").isFalse();
    }

    @Test
    void doesNotBringBackWhatHasEndedWhenAStoresClockIsBehind() {
        PanicButton button = fleet(1, "it").get(0);
        Lease lease = button.press(by("alice", "why"));
        time.advance(ofMinutes(30));
        var told = new Told();
        remote.connected.get(0).board.listen(told);

        remote.connected.get(0).board.merge(List.of(lease), time.instant().minusSeconds(2));

        assertThat(button.isPressed()).isFalse();
        assertThat(told.take()).isEmpty();
    }

    @Test
    void staysPressedWhenSomebodyElseExtendedInTime() {
        PanicButton button = fleet(1, "it").get(0);
        Lease lease = button.press(by("alice", "why"));
        time.advance(ofMinutes(30));
        assertThat(button.isPressed()).isFalse();

        remote.connected
                .get(0)
                .board
                .merge(List.of(lease.extended(lease.until().plusSeconds(600), "bob")), time.instant());

        assertThat(button.isPressed()).isTrue();
        time.advance(ofMinutes(10));
        assertThat(button.isPressed()).isFalse();
    }

    @Test
    void isReleasedForGoodWhateverIsExtendedMeanwhile() {
        PanicButton button = fleet(1, "it").get(0);
        PanicBoard board = remote.connected.get(0).board;
        Lease lease = button.press(by("alice", "why"));
        button.release(lease.id(), "alice");

        board.merge(List.of(lease.extended(lease.until().plusSeconds(600), "bob")), time.instant());

        assertThat(button.isPressed()).isFalse();
        time.advance(ofMinutes(35));
        assertThat(board.leases())
                .as("as long as the extension could be heard of")
                .singleElement()
                .matches(Lease::isReleased);
    }

    @Test
    void tellsOfAReleaseLongAfterItWasCutOffWhileOthersExtended() {
        List<PanicButton> buttons = fleet(2, "it");
        Lease lease = buttons.get(0).press(by("alice", "why"));
        remote.reachable = false;
        buttons.get(0).release(lease.id(), "alice");
        buttons.get(1).extend(lease.id(), "bob", ofHours(4));
        time.advance(ofHours(3));

        remote.reachable = true;
        buttons.get(0).press(by("alice", "makes it forget what it can"));
        poll();
        poll();

        assertThat(buttons.get(1).leases()).extracting(Lease::id).hasSize(1).doesNotContain(lease.id());
    }

    @Test
    void isSharedByOneStoreWhichItCloses() {
        fleet(1, "it");
        Near store = remote.connected.get(0);

        assertThatThrownBy(() -> store.board.sharedBy(store))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the board is shared by a store already; half of the fleet would be told");
        store.board.close();

        assertThat(store.closed).isTrue();
    }

    /** Whatever is pressed, extended, released, lost and restarted, in the end all agree on the union of what was done. */
    @RepeatedTest(20)
    void agreesInTheEndOnTheUnionOfWhatWasDone() {
        Random random = Seed.random("FleetTest");
        List<PanicButton> buttons = fleet(5, "it");
        Map<String, Instant> ends = new HashMap<>();
        List<String> released = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            PanicButton button = buttons.get(random.nextInt(buttons.size()));
            List<Lease> live = button.leases();
            Lease some = live.isEmpty() ? null : live.get(random.nextInt(live.size()));
            Duration lasting = ofSeconds(1 + random.nextInt(3_600));
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> {
                    Lease lease = button.press(by("somebody", "why").lasting(lasting));
                    ends.put(lease.id(), time.instant().plus(lasting));
                }
                case 3, 4 -> {
                    if (some != null) {
                        button.release(some.id(), "somebody");
                        released.add(some.id());
                    }
                }
                case 5 -> {
                    if (some != null && time.instant().plus(lasting).isAfter(ends.get(some.id()))) {
                        button.extend(some.id(), "somebody", lasting);
                        ends.put(some.id(), time.instant().plus(lasting));
                    }
                }
                case 6 -> remote.connected.forEach(near -> near.publishes = random.nextBoolean());
                case 7 -> remote.reachable = random.nextInt(4) > 0;
                case 8 -> remote.leases.clear();
                case 9 -> remote.connected.get(random.nextInt(5)).poll();
                default -> time.advance(ofSeconds(random.nextInt(120)));
            }
        }
        remote.reachable = true;
        poll();
        poll();

        List<String> expected = ends.entrySet().stream()
                .filter(end -> end.getValue().isAfter(time.instant()) && !released.contains(end.getKey()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        assertThat(buttons).allSatisfy(button -> {
            assertThat(ids(button)).isEqualTo(expected);
            assertThat(button.isPressed()).isEqualTo(!expected.isEmpty());
        });
        time.advance(ofHours(2));
        assertThat(buttons).noneMatch(PanicButton::isPressed);
    }

    private List<String> ids(PanicButton button) {
        return button.leases().stream().map(Lease::id).sorted().collect(Collectors.toList());
    }

    private void poll() {
        var order = new ArrayList<>(remote.connected);
        Collections.reverse(order);
        order.forEach(Near::poll);
    }

    private List<PanicButton> fleet(int size, String... names) {
        var buttons = new ArrayList<PanicButton>();
        for (int i = 0; i < size; i++) {
            PanicBoard board =
                    PanicBoard.builder(names).timing(time.timing()).build().sharedBy(new Near());
            buttons.add(board.button(names[0]));
        }
        return buttons;
    }
}
