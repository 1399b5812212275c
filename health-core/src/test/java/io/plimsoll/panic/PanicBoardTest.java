package io.plimsoll.panic;

import static io.plimsoll.panic.Press.by;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.testing.ManualTime;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PanicBoardTest {

    private static final Press PRESS = by("alice", "recommendations hang");

    private final ManualTime time = new ManualTime();
    private final PanicBoard board = PanicBoard.builder("recommendations", "shed-traffic")
            .timing(time.timing())
            .build();
    private final PanicButton button = board.button("recommendations");
    private final Told told = new Told();

    PanicBoardTest() {
        board.listen(told);
    }

    @Test
    void isPressedWhileALeaseLives() {
        assertThat(button.isPressed()).isFalse();
        assertThat(button.leases()).isEmpty();

        Lease lease = button.press(PRESS.incident("INC-4711").lasting(ofMinutes(10)));

        assertThat(button.isPressed()).isTrue();
        assertThat(button.getAsBoolean()).isTrue();
        assertThat(button.leases()).containsExactly(lease);
        assertThat(lease.by()).isEqualTo("alice");
        assertThat(lease.incident()).isEqualTo("INC-4711");
        assertThat(lease.source()).isEqualTo("code");
        assertThat(lease.drill()).isFalse();
        assertThat(lease.until()).isEqualTo(time.instant().plus(ofMinutes(10)));
        assertThat(board.button("shed-traffic").isPressed()).isFalse();
        assertThat(told.take()).containsExactly("pressed recommendations");

        time.advance(ofMinutes(10).minusNanos(1));
        assertThat(button.isPressed()).isTrue();

        time.advance(Duration.ofNanos(1));
        assertThat(button.isPressed()).isFalse();
        assertThat(button.leases()).isEmpty();
        assertThat(told.take()).containsExactly("ending recommendations", "ended recommendations");
    }

    @Test
    void lastsHalfAnHourUnlessSaidOtherwise() {
        assertThat(board.usual()).isEqualTo(ofMinutes(30));
        assertThat(board.maximum()).isEqualTo(ofHours(4));
        button.press(PRESS);

        time.advance(ofMinutes(30).minusMillis(1));
        assertThat(button.isPressed()).isTrue();
        time.advance(ofMillis(1));
        assertThat(button.isPressed()).isFalse();
    }

    @Test
    void lastsNoLongerThanTheMaximumEvenWithoutSayingSo() {
        PanicBoard strict = PanicBoard.builder("it")
                .maximum(ofMinutes(10))
                .timing(time.timing())
                .build();

        assertThat(strict.usual()).isEqualTo(ofMinutes(10));
        strict.button("it").press(PRESS);
        time.advance(ofMinutes(10));
        assertThat(strict.button("it").isPressed()).isFalse();
        assertThatThrownBy(() -> strict.button("it").press(PRESS.lasting(ofMinutes(11))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a lease must last longer than zero and at most 10 min, but this one PT11M; what nobody looks"
                                + " after must end by itself, and can be extended");
        assertThat(strict.button("it").isPressed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "-PT1S", "PT4H0.000000001S", "P1000000D"})
    void refusesToLastForever(Duration lasting) {
        assertThatThrownBy(() -> button.press(PRESS.lasting(lasting))).isInstanceOf(IllegalArgumentException.class);
        Lease lease = button.press(PRESS);
        assertThatThrownBy(() -> button.extend(lease.id(), "bob", lasting))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(button.leases()).containsExactly(lease);
    }

    @Test
    void staysPressedUntilTheLastLeaseEnds() {
        Lease alert =
                button.press(by("alertmanager", "error rate").source("alert").lasting(ofMinutes(10)));
        Lease person = button.press(PRESS.lasting(ofMinutes(60)));

        assertThat(button.release(alert.id(), "alertmanager"))
                .hasValueSatisfying(
                        released -> assertThat(released.releasedBy()).isEqualTo("alertmanager"));

        assertThat(button.isPressed()).isTrue();
        assertThat(button.leases()).containsExactly(person);
        time.advance(ofMinutes(60));
        assertThat(button.isPressed()).isFalse();
    }

    @Test
    void isReleasedByItsLeaseOrAltogether() {
        Lease first = button.press(PRESS);
        Lease second = button.press(PRESS);
        Lease third = button.press(PRESS);

        assertThat(button.release(first.id(), "bob")).isPresent();
        assertThat(button.release(first.id(), "bob")).as("twice").isEmpty();
        assertThat(button.release("unknown", "bob")).isEmpty();
        assertThat(board.button("shed-traffic").release(second.id(), "bob"))
                .as("of another button")
                .isEmpty();
        assertThat(button.releaseAll("carol")).extracting(Lease::id).containsExactly(second.id(), third.id());
        assertThat(button.releaseAll("carol")).isEmpty();

        assertThat(button.isPressed()).isFalse();
        time.advance(ofHours(1));
        assertThat(told.take())
                .containsExactly(
                        "pressed recommendations",
                        "pressed recommendations",
                        "pressed recommendations",
                        "released recommendations",
                        "released recommendations",
                        "released recommendations");
    }

    @Test
    void isExtendedFromNow() {
        Lease lease = button.press(PRESS.lasting(ofMinutes(10)));
        time.advance(ofMinutes(6));

        Lease extended = button.extend(lease.id(), "bob", ofMinutes(10)).orElseThrow();

        assertThat(extended.until()).isEqualTo(lease.from().plus(ofMinutes(16)));
        assertThat(extended.extendedBy()).isEqualTo("bob");
        assertThat(button.leases()).containsExactly(extended);
        time.advance(ofMinutes(10).minusNanos(1));
        assertThat(button.isPressed()).isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(button.isPressed()).isFalse();
        assertThat(button.extend(lease.id(), "bob", ofMinutes(10))).as("over").isEmpty();
        assertThat(told.take())
                .containsExactly(
                        "pressed recommendations",
                        "ending recommendations",
                        "extended recommendations",
                        "ending recommendations",
                        "ended recommendations");
    }

    @Test
    void isNeverExtendedToAnEarlierEnd() {
        Lease lease = button.press(PRESS.lasting(ofMinutes(10)));

        assertThatThrownBy(() -> button.extend(lease.id(), "bob", ofMinutes(10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the lease lasts longer than PT10M from now already; to end it sooner, release it and press"
                        + " again");
        assertThat(button.leases()).containsExactly(lease);
    }

    @Test
    void warnsFiveMinutesBeforeNothingHoldsItAnyMore() {
        Lease shorter = button.press(PRESS.lasting(ofMinutes(10)));
        Lease longer = button.press(PRESS.lasting(ofMinutes(30)));
        time.advance(ofMinutes(24).plusSeconds(59));
        assertThat(told.take())
                .as("no warning for what is outlived")
                .containsExactly("pressed recommendations", "pressed recommendations", "ended recommendations");
        assertThat(told.leases.get(2).id()).isEqualTo(shorter.id());

        time.advance(ofSeconds(1));
        assertThat(told.take()).containsExactly("ending recommendations");
        assertThat(told.leases.get(3).id()).isEqualTo(longer.id());

        time.advance(ofMinutes(5));
        assertThat(told.take()).containsExactly("ended recommendations");
    }

    @Test
    void warnsAtOnceWhenALongerLeaseIsReleasedTooLateForFiveMinutes() {
        button.press(PRESS.lasting(ofMinutes(10)));
        Lease longer = button.press(PRESS.lasting(ofMinutes(60)));
        time.advance(ofMinutes(7));
        told.take();

        button.release(longer.id(), "bob");

        assertThat(told.take()).containsExactlyInAnyOrder("released recommendations", "ending recommendations");
    }

    @Test
    void doesNotWarnWhoPressedForLessThanThat() {
        button.press(PRESS.lasting(ofMinutes(5)));

        time.advance(ofMinutes(5));

        assertThat(told.take()).containsExactly("pressed recommendations", "ended recommendations");
    }

    @Test
    void endsInTimeThoughThisJvmStoodStill() {
        button.press(PRESS.lasting(ofMinutes(30)));

        time.pause(ofMinutes(29));
        assertThat(button.isPressed()).as("not sooner").isTrue();
        time.pause(ofMinutes(20));
        assertThat(button.isPressed()).as("not later than the end of the pause").isFalse();
        assertThat(told.take()).endsWith("ended recommendations");
    }

    @Test
    void endsInTimeThoughTheWallClockIsSet() {
        var wall = new AtomicReference<>(Instant.parse("2026-05-22T23:10:00Z"));
        var jumping = new Timing(time, wall::get, time, time);
        PanicButton it = PanicBoard.builder("it").timing(jumping).build().button("it");
        Lease lease = it.press(PRESS.lasting(ofMinutes(10)));

        wall.set(Instant.parse("2036-01-01T00:00:00Z"));
        time.advance(ofMinutes(9));
        assertThat(it.isPressed()).isTrue();
        wall.set(Instant.parse("1970-01-01T00:00:00Z"));
        assertThat(it.extend(lease.id(), "bob", ofMinutes(10)))
                .hasValueSatisfying(later ->
                        assertThat(later.until()).isEqualTo(lease.until().plus(ofMinutes(9))));
        time.advance(ofMinutes(10).minusNanos(1));
        assertThat(it.isPressed()).isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(it.isPressed()).isFalse();
    }

    @Test
    void refusesNamesThatItDoesNotKnowAndListsThoseThatItDoes() {
        assertThatThrownBy(() -> board.button("recomendations"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no button is named 'recomendations'; there are [recommendations, shed-traffic]");
        assertThat(board.find("recomendations")).isEmpty();
        assertThat(board.find("shed-traffic")).contains(board.button("shed-traffic"));
        assertThat(board.buttons()).extracting(PanicButton::name).containsExactly("recommendations", "shed-traffic");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "a b", "a/b", "mute:", "mute:1", "other:a", "mute:mute:a", "\u00e4", "a\n"})
    void refusesNamesThatAreNone(String name) {
        assertThatThrownBy(() -> PanicBoard.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(", since it becomes part of paths");
        assertThatThrownBy(() -> board.declare(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAButtonTwice() {
        assertThatThrownBy(() -> PanicBoard.of("it", "it"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("button 'it' is there already; one of the two would be pressed");
    }

    @Test
    void hasAButtonOnceItIsDeclaredAndKeepsIt() {
        PanicButton declared = board.declare("fraud-check");

        assertThat(board.declare("fraud-check")).isSameAs(declared).isSameAs(board.button("fraud-check"));
        assertThat(board.declare("recommendations")).isSameAs(button);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "a\u0000b", "a\u2028b", "a\u202eb", "LONG"})
    void refusesTextThatNoTimelineCanShow(String text) {
        String wrong = text.equals("LONG") ? "x".repeat(201) : text;

        assertThatThrownBy(() -> by(wrong, "reason"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'by' of a press must be one line of 1 to 64 characters");
        assertThatThrownBy(() -> by("alice", wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'reason' of a press must be one line of 1 to 200 characters");
        assertThatThrownBy(() -> PRESS.incident(wrong)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PRESS.source(wrong)).isInstanceOf(IllegalArgumentException.class);
        Lease lease = button.press(PRESS);
        assertThatThrownBy(() -> button.release(lease.id(), wrong)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> button.releaseAll(wrong)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> button.extend(lease.id(), wrong, ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(button.leases()).containsExactly(lease);
    }

    @Test
    void refusesTheThousandAndFirstLiveLease() {
        for (int i = 0; i < 1_000; i++) {
            button.press(PRESS);
        }

        assertThatThrownBy(() -> button.press(PRESS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "button 'recommendations' has 1000 live leases already; whatever presses it does not stop, and"
                                + " is not pressed once more");
        assertThat(button.leases()).hasSize(1_000);
        board.button("shed-traffic").press(PRESS);

        time.advance(ofMinutes(30));
        button.press(PRESS);
        assertThat(button.leases()).hasSize(1);
    }

    @Test
    void isPressedHoweverOftenItWasReleased() {
        for (int i = 0; i < 3_000; i++) {
            button.release(button.press(PRESS).id(), "bob");
        }

        assertThat(board.leases()).hasSize(1_000);
        button.press(PRESS);
        assertThat(button.isPressed()).isTrue();
    }

    @Test
    void isNotPressedAnyMoreOnceItsTimersHaveStopped() {
        board.close();
        board.close();

        assertThatThrownBy(() -> button.press(PRESS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the board is closed: nothing would end the lease");
    }

    @Test
    void isNotPressedWhenNoTimerWouldEndIt() {
        var timing = new Timing(
                time,
                time,
                (delay, task) -> {
                    throw new RejectedExecutionException("no timer");
                },
                time);
        PanicButton it = PanicBoard.builder("it").timing(timing).build().button("it");

        assertThatThrownBy(() -> it.press(PRESS)).isInstanceOf(RejectedExecutionException.class);

        assertThat(it.isPressed()).isFalse();
        assertThat(it.leases()).isEmpty();
    }

    @Test
    void letsAListenerPressAndAnotherOneThrow() {
        var order = new ArrayList<String>();
        board.listen(new PanicListener() {
            @Override
            public void pressed(Lease lease) {
                throw new IllegalStateException("a listener that is broken");
            }
        });
        board.listen(new PanicListener() {
            @Override
            public void pressed(Lease lease) {
                order.add(lease.button());
                if (lease.button().equals("recommendations")) {
                    board.button("shed-traffic").press(PRESS);
                }
            }
        });

        button.press(PRESS);

        assertThat(board.button("shed-traffic").isPressed()).isTrue();
        assertThat(order).containsExactly("recommendations", "shed-traffic");
        assertThat(told.take()).containsExactly("pressed recommendations", "pressed shed-traffic");
    }

    @Test
    void saysWhatIsPractice() {
        assertThat(button.press(PRESS.drilling()).drill()).isTrue();
        assertThat(button.isPressed()).isTrue();
    }

    @Test
    void leavesNoTimerBehind() {
        var waiting = new ArrayList<Duration>();
        var timing = new Timing(
                time,
                time,
                (delay, task) -> {
                    waiting.add(delay);
                    return () -> waiting.remove(delay);
                },
                time);
        PanicButton it = PanicBoard.builder("it").timing(timing).build().button("it");
        Lease first = it.press(PRESS);
        Lease second = it.press(PRESS);
        it.extend(first.id(), "bob", ofHours(1));
        assertThat(waiting).containsExactlyInAnyOrder(ofMinutes(30), ofMinutes(25), ofHours(1), ofMinutes(55));

        it.releaseAll("bob");

        assertThat(waiting).isEmpty();
        assertThat(List.of(first, second)).doesNotHaveDuplicates();
    }
}
