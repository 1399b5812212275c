package io.plimsoll.health.jdbc;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** The most that began in a second, wherever that begins. */
public final class WorstSecond {

    private WorstSecond() {}

    /** Of those that began at these nanoseconds, in this order. */
    public static int of(List<Long> nanos) {
        int worst = 0;
        int first = 0;
        for (int last = 0; last < nanos.size(); last++) {
            while (nanos.get(last) - nanos.get(first) >= TimeUnit.SECONDS.toNanos(1)) {
                first++;
            }
            worst = Math.max(worst, last - first + 1);
        }
        return worst;
    }
}
