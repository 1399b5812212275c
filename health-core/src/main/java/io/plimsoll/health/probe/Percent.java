package io.plimsoll.health.probe;

import java.math.BigDecimal;

/** Shares in percent, with one decimal. */
final class Percent {

    private Percent() {}

    /** Rounded down, and compared as shown, so that a reading and the verdict on it never contradict each other. */
    static double of(long part, long whole) {
        return Math.floor(part * 1000.0 / whole) / 10;
    }

    static String text(double percent) {
        return BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString() + " %";
    }

    /** Refuses what is not above 0 and at most 100, under the name of the setting. */
    static double require(String setting, double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException(
                    setting + " must be more than 0 and at most 100 percent, but is " + percent);
        }
        return percent;
    }
}
