package io.plimsoll.resilience.shed;

import static io.plimsoll.panic.Press.by;
import static io.plimsoll.resilience.shed.Criticality.CRITICAL;
import static io.plimsoll.resilience.shed.Criticality.NORMAL;
import static io.plimsoll.resilience.shed.Criticality.SHEDDABLE;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.resilience.Seed;
import io.plimsoll.testing.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadShedderTest {

    private final ManualTime time = new ManualTime();
    private final PanicBoard board =
            PanicBoard.builder("shed-traffic").timing(time.timing()).build();
    private final PanicButton button = board.button("shed-traffic");

    @AfterEach
    void close() {
        board.close();
    }

    @ParameterizedTest
    @CsvSource({
        "10, CRITICAL, 10", "10, NORMAL, 8", "10, SHEDDABLE, 5",
        "3,  CRITICAL, 3", "3,  NORMAL, 2", "3,  SHEDDABLE, 1",
        "1,  CRITICAL, 1", "1,  NORMAL, 1", "1,  SHEDDABLE, 1",
    })
    void letsInSoManyOfEach(int limit, Criticality criticality, int most) {
        LoadShedder shedder = fixed(limit);

        assertThat(fill(shedder, criticality)).hasSize(most);
        assertThat(shedder.admitted(criticality)).isEqualTo(most);
        assertThat(shedder.refused(criticality)).isEqualTo(1);
        assertThat(shedder.inside()).isEqualTo(most);
    }

    @Test
    void findsRoomForTheMoreCriticalAlthoughTheOthersTookAllTheyMay() {
        LoadShedder shedder = fixed(10);

        assertThat(fill(shedder, SHEDDABLE)).hasSize(5);
        assertThat(fill(shedder, NORMAL)).hasSize(3);
        assertThat(fill(shedder, CRITICAL)).hasSize(2);
        assertThat(shedder.tryEnter(SHEDDABLE)).isNull();
    }

    @Test
    void makesRoomForTheMoreCriticalOnceTheyAreRefused() {
        LoadShedder shedder = fixed(100);
        fill(shedder, CRITICAL).forEach(LoadShedder.Admission::served); // a hundred, and one that was refused

        assertThat(filledAndServed(shedder, NORMAL))
                .as("80 less 3, and 0.77 that as many gave back")
                .isEqualTo(77);
        assertThat(filledAndServed(shedder, SHEDDABLE))
                .as("50 less 6 for one critical and one normal, and 0.77 + 0.45 that were given back")
                .isEqualTo(45);
        for (int request = 0; request < 600; request++) {
            enter(shedder).served();
        }
        assertThat(filledAndServed(shedder, NORMAL)).isEqualTo(80);
    }

    @Test
    void givesEverythingBackOnceNobodyWasRefusedForAMinute() {
        LoadShedder shedder = fixed(100);
        List<LoadShedder.Admission> inside = fill(shedder, CRITICAL);
        for (int request = 1; request < 20; request++) {
            assertThat(shedder.tryEnter(CRITICAL)).isNull();
        }
        inside.forEach(LoadShedder.Admission::served);

        time.advance(ofSeconds(59));
        enter(shedder).served();
        assertThat(shedder.limit(NORMAL)).isEqualTo(20);
        time.advance(ofSeconds(1));
        enter(shedder).served();
        assertThat(shedder.limit(NORMAL)).isEqualTo(80);
        assertThat(shedder.limit(SHEDDABLE)).isEqualTo(50);
    }

    @Test
    void leavesOnePlaceToTheLeastHoweverMuchIsRefused() {
        LoadShedder shedder = fixed(10);
        List<LoadShedder.Admission> inside = fill(shedder, CRITICAL);
        for (int request = 0; request < 1_000; request++) {
            assertThat(shedder.tryEnter(CRITICAL)).isNull();
        }
        assertThat(shedder.tryEnter(NORMAL)).isNull();
        inside.forEach(LoadShedder.Admission::served);

        assertThat(filledAndServed(shedder, NORMAL)).isEqualTo(1);
        assertThat(filledAndServed(shedder, SHEDDABLE)).isEqualTo(1);
    }

    /** Four more than there are workers, so that there is hardly a queue to live on; what is critical comes at random. */
    @Test
    void servesNearlyAllThatIsCriticalInAnOverload() {
        Overload overload = Overload.of(ConcurrencyLimit.fixed(20), Seed.random("Overload of a fixed limit"));

        System.out.println("With a fixed limit: " + overload);
        assertThat(overload.servedShare(CRITICAL)).isGreaterThan(0.99);
        assertThat(overload.servedShare(NORMAL)).isGreaterThan(overload.servedShare(SHEDDABLE));
        assertThat(overload.usedShare()).as("of what the workers can do").isGreaterThan(0.65);
    }

    /** As a limit does that has grown beyond what a guard has room for. */
    @Test
    void servesNearlyAllThatIsCriticalAlthoughMoreIsLetInThanABulkheadHasRoomFor() {
        Overload overload = Overload.of(ConcurrencyLimit.fixed(60), 20, Seed.random("Overload of a bulkhead"));

        System.out.println("With a limit of 60 and a bulkhead of 20: " + overload);
        assertThat(overload.servedShare(CRITICAL)).isGreaterThan(0.99);
        assertThat(overload.servedShare(NORMAL)).isGreaterThan(overload.servedShare(SHEDDABLE));
        assertThat(overload.usedShare()).as("of what the workers can do").isGreaterThan(0.65);
    }

    @Test
    void givesUpAPlaceOnce() {
        LoadShedder shedder = fixed(2);
        List<LoadShedder.Admission> inside = fill(shedder, CRITICAL);

        inside.get(0).served();
        inside.get(0).served();
        inside.get(0).abandoned();
        assertThat(shedder.inside()).isEqualTo(1);

        inside.get(1).abandoned();
        inside.get(1).served();
        assertThat(shedder.inside()).isZero();
    }

    @Test
    void tellsTheLimitHowLongWhatWasServedTook() {
        var samples = new ArrayList<String>();
        LoadShedder shedder = LoadShedder.of(sampled(samples), time);
        LoadShedder.Admission first = enter(shedder);
        time.advance(ofMillis(30));
        LoadShedder.Admission second = enter(shedder);
        time.advance(ofMillis(70));
        first.served();
        second.abandoned();
        first.served();

        assertThat(samples).containsExactly("100 ms, 1 inside");
    }

    @ParameterizedTest
    @CsvSource({
        "200, true",
        "302, true",
        "404, true",
        "428, true",
        "429, false",
        "430, true",
        "499, true",
        "500, false",
        "503, false",
    })
    void tellsTheLimitNothingOfRefusalsFurtherInNorOfFailures(int status, boolean told) {
        var samples = new ArrayList<String>();
        LoadShedder shedder = LoadShedder.of(sampled(samples), time);

        enter(shedder).answered(status);

        assertThat(samples).hasSize(told ? 1 : 0);
        assertThat(shedder.inside()).isZero();
    }

    private static ConcurrencyLimit sampled(List<String> samples) {
        return new ConcurrencyLimit() {
            @Override
            public int current() {
                return 10;
            }

            @Override
            public void served(long startNanos, long nanos, int inside) {
                samples.add(nanos / 1_000_000 + " ms, " + inside + " inside");
            }
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = Criticality.class,
            names = {"NORMAL", "SHEDDABLE"})
    void shedsWhatIsBelowWhileTheButtonIsPressed(Criticality below) {
        LoadShedder shedder = fixed(10).shedBelow(CRITICAL, button);
        button.press(by("alice", "INC-4711"));

        assertThat(shedder.tryEnter(below)).isNull();
        assertThat(shedder.tryEnter(CRITICAL)).isNotNull();
        assertThat(shedder.refused(below)).isEqualTo(1);

        button.releaseAll("alice");
        assertThat(shedder.tryEnter(below)).isNotNull();
    }

    @Test
    void letsThemBackByARampWhenALeaseEnds() {
        LoadShedder shedder = fixed(1).shedBelow(CRITICAL, button);
        button.press(by("alert", "p99").lasting(ofMinutes(10)));
        time.advance(ofMinutes(10));

        assertThat(admittedOf(10_000, shedder)).isBetween(50, 150); // 1 %, five standard deviations
        time.advance(ofSeconds(30));
        assertThat(admittedOf(10_000, shedder)).isEqualTo(10_000);
    }

    @Test
    void keepsItsCountsWhenItIsGivenAButton() {
        LoadShedder plain = fixed(1);
        LoadShedder withButton = plain.shedBelow(CRITICAL, button);
        enter(plain);

        assertThat(withButton.tryEnter(CRITICAL)).isNull();
        assertThat(plain.refused(CRITICAL)).isEqualTo(1);
    }

    @Test
    void refusesAButtonThatWouldDoNothing() {
        assertThatThrownBy(() -> fixed(1).shedBelow(SHEDDABLE, button))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nothing is below SHEDDABLE: button 'shed-traffic' would do nothing");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 100_001})
    void refusesALimitThatIsNone(int limit) {
        assertThatThrownBy(() -> ConcurrencyLimit.fixed(limit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the limit must be from 1 to 100000 requests at once, but is " + limit);
    }

    @Test
    void neverHoldsMoreThanEachMayWhateverComes() {
        Random random = Seed.random("Load shedder");
        for (int round = 0; round < 200; round++) {
            LoadShedder shedder = fixed(1 + random.nextInt(30));
            var inside = new ArrayList<LoadShedder.Admission>();
            for (int step = 0; step < 300; step++) {
                if (random.nextInt(3) > 0) {
                    Criticality criticality = Criticality.values()[random.nextInt(3)];
                    LoadShedder.Admission admission = shedder.tryEnter(criticality);
                    int most = Math.max(1, (int) (shedder.limit(CRITICAL) * criticality.share()));
                    if (criticality == CRITICAL) {
                        assertThat(admission != null).isEqualTo(inside.size() < most);
                    } else {
                        assertThat(admission == null || inside.size() < most).isTrue();
                    }
                    if (admission != null) {
                        inside.add(admission);
                    }
                } else if (!inside.isEmpty()) {
                    inside.remove(random.nextInt(inside.size())).served();
                }
                assertThat(shedder.inside()).isEqualTo(inside.size());
            }
        }
    }

    private LoadShedder fixed(int limit) {
        return LoadShedder.of(ConcurrencyLimit.fixed(limit), time);
    }

    private static LoadShedder.Admission enter(LoadShedder shedder) {
        return requireNonNull(shedder.tryEnter(CRITICAL));
    }

    private static List<LoadShedder.Admission> fill(LoadShedder shedder, Criticality criticality) {
        var inside = new ArrayList<LoadShedder.Admission>();
        for (LoadShedder.Admission next = shedder.tryEnter(criticality);
                next != null;
                next = shedder.tryEnter(criticality)) {
            inside.add(next);
        }
        return inside;
    }

    private static int filledAndServed(LoadShedder shedder, Criticality criticality) {
        List<LoadShedder.Admission> inside = fill(shedder, criticality);
        inside.forEach(LoadShedder.Admission::served);
        return inside.size();
    }

    private static int admittedOf(int requests, LoadShedder shedder) {
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            LoadShedder.Admission admission = shedder.tryEnter(NORMAL);
            if (admission != null) {
                admitted++;
                admission.served();
            }
        }
        return admitted;
    }
}
