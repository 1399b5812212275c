package io.plimsoll.panic.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.panic.Lease;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTextTest {

    private static final Instant FROM = Instant.parse("2026-05-22T23:10:00.123456789Z");

    @Test
    void readsWhatItWrites() {
        Lease plain = lease(null, null, null, false);
        Lease full = lease("INC-4711", "böb", "Käthe \\t \"|\" 警告", true);

        assertThat(LeaseText.read(LeaseText.write(plain))).isEqualTo(plain);
        assertThat(LeaseText.read(LeaseText.write(full))).isEqualTo(full);
        assertThat(LeaseText.write(plain))
                .isEqualTo(
                        "1\tid-1\tmute:redis\t2026-05-22T23:10:00.123456789Z\t2026-05-22T23:40:00.123456789Z\thttp\t\t"
                                + "alice\thangs since 23:10\t\t\t");
        assertThat(LeaseText.read(LeaseText.write(full) + "\tof a newer version"))
                .isEqualTo(full);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "version",
                "2\tid\tit\t2026-05-22T23:10:00Z\t2026-05-22T23:40:00Z\thttp\t\talice\twhy\t\t\t",
                "1\tid\tit\t2026-05-22T23:10:00Z\t2026-05-22T23:40:00Z\thttp\t\talice\twhy\t\t",
                "1\tid\tit\t2026-05-22T23:10:00Z\t2026-05-22T23:10:00Z\thttp\t\talice\twhy\t\t\t",
                "1\tid\tit\tyesterday\t2026-05-22T23:40:00Z\thttp\t\talice\twhy\t\t\t",
                "1\tid\tno button\t2026-05-22T23:10:00Z\t2026-05-22T23:40:00Z\thttp\t\talice\twhy\t\t\t",
                "1\tid\tit\t2026-05-22T23:10:00Z\t2026-05-22T23:40:00Z\thttp\tmaybe\talice\twhy\t\t\t",
                "1\tid\tit\t2026-05-22T23:10:00Z\t2026-05-22T23:40:00Z\thttp\t\t\twhy\t\t\t",
                "1\tid\tit\t2026-05-22T23:10:00Z\t2026-05-22T23:40:00Z\thttp\t\tal\u0007ice\twhy\t\t\t"
            })
    void refusesWhatIsNoLease(String text) {
        assertThatThrownBy(() -> LeaseText.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not the text of a lease");
    }

    @Test
    void refusesRandomTextWithNothingButThat() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("LeaseTextTest: seed " + seed);
        var random = new Random(seed);
        String good = LeaseText.write(lease("INC-4711", "bob", "carol", true));
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder(good);
            for (int change = random.nextInt(4); change >= 0; change--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x250));
            }
            try {
                Lease read = LeaseText.read(text.toString());
                assertThat(LeaseText.read(LeaseText.write(read))).isEqualTo(read);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessage("not the text of a lease");
            }
        }
        assertThatThrownBy(() -> LeaseText.read(good + "\t".repeat(2_000))).hasMessage("not the text of a lease");
    }

    private static Lease lease(
            @Nullable String incident, @Nullable String extendedBy, @Nullable String releasedBy, boolean drill) {
        return new Lease(
                "id-1",
                "mute:redis",
                "alice",
                "hangs since 23:10",
                "http",
                incident,
                drill,
                FROM,
                FROM.plusSeconds(1_800),
                extendedBy,
                releasedBy);
    }
}
