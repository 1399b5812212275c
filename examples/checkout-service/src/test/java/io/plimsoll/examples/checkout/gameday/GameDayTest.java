package io.plimsoll.examples.checkout.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GameDayTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.8.8.8, true",
        "0:0:0:0:0:0:0:1, true",
        "[::1], true",
        "::ffff:127.0.0.1, true",
        "10.0.0.1, false",
        "192.168.1.1, false",
        "0.0.0.0, false",
        "2001:db8::1, false",
        "not-an-address.invalid, false"
    })
    void letsOnlyThisMachinePlay(String address, boolean mayPlay) {
        assertThat(GameDay.isThisMachine(address)).isEqualTo(mayPlay);
    }
}
