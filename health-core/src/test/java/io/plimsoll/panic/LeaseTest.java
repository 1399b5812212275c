package io.plimsoll.panic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.Seed;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private static final Instant FROM = Instant.parse("2026-05-22T23:10:00Z");
    private static final Lease LEASE = Lease.of("id-1", "it", Press.by("alice", "why"), FROM, FROM.plusSeconds(600));

    @Test
    void isTheSameWhateverTheOrderInWhichItIsHeardOf() {
        Random random = Seed.random("LeaseTest");
        for (int i = 0; i < 10_000; i++) {
            Lease a = variant(random);
            Lease b = variant(random);
            Lease c = variant(random);

            assertThat(a.merge(b)).isEqualTo(b.merge(a));
            assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
            assertThat(a.merge(a)).isEqualTo(a);
            assertThat(a.merge(b).merge(b)).isEqualTo(a.merge(b));
            assertThat(a.merge(b).isReleased()).isEqualTo(a.isReleased() || b.isReleased());
            assertThat(a.merge(b).until()).isEqualTo(a.until().isAfter(b.until()) ? a.until() : b.until());
        }
    }

    @Test
    void isMergedWithNoOther() {
        Lease other = Lease.of("id-2", "it", Press.by("alice", "why"), FROM, FROM.plusSeconds(600));

        assertThatThrownBy(() -> LEASE.merge(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lease id-1 cannot be merged with lease id-2");
    }

    @Test
    void isCheckedWhereverItComesFrom() {
        assertThatThrownBy(() -> Lease.of("id\n", "it", Press.by("alice", "why"), FROM, FROM.plusSeconds(1)))
                .hasMessageStartingWith("the id of a lease must match");
        assertThatThrownBy(() -> Lease.of("id", "it", Press.by("alice", "why"), FROM, FROM))
                .hasMessageEndingWith("it would hold nothing");
        assertThatThrownBy(() -> Lease.of("id", "a/b", Press.by("alice", "why"), FROM, FROM.plusSeconds(1)))
                .hasMessageStartingWith("'a/b' cannot name a button");
        assertThatThrownBy(() -> new Lease(
                        "id", "it", "a\nb", "why", "code", null, false, FROM, FROM.plusSeconds(1), null, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LEASE.released("a\nb")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Lease variant(Random random) {
        Lease lease = LEASE;
        if (random.nextBoolean()) {
            lease = lease.extended(LEASE.until().plusSeconds(random.nextInt(3)), name(random));
        }
        return random.nextInt(3) == 0 ? lease.released(name(random)) : lease;
    }

    private static String name(Random random) {
        return "name-" + random.nextInt(3);
    }
}
