package io.plimsoll.health.monitor;

import java.time.Duration;

/**
 * One probe as the kubelet runs it: every period, giving up after the timeout, acting after so many failures in a row.
 *
 * <p>The kubelet cannot tell a 503 from no answer at all, so the same threshold decides how long a standstill of the JVM is
 * forgiven and how long a 503 goes unnoticed.
 */
record KubeletProbe(String path, int periodSeconds, int timeoutSeconds, int failureThreshold) {

    KubeletProbe {
        requireLegal("periodSeconds", periodSeconds);
        requireLegal("timeoutSeconds", timeoutSeconds);
        requireLegal("failureThreshold", failureThreshold);
        if (timeoutSeconds > periodSeconds) {
            throw new IllegalArgumentException("timeoutSeconds " + timeoutSeconds + " is longer than periodSeconds "
                    + periodSeconds + "; the kubelet would ask later than it says");
        }
    }

    /** One that acts on no standstill shorter than the given one, and never on a single lost packet. */
    static KubeletProbe forgiving(String path, int periodSeconds, int timeoutSeconds, Duration standstill) {
        long beyondFirst = wholeSeconds(standstill) - timeoutSeconds;
        return new KubeletProbe(
                path, periodSeconds, timeoutSeconds, Math.max(2, 1 + periods(beyondFirst, periodSeconds)));
    }

    /** One that acts on nothing that gives its first answer within the given time from the first question. */
    static KubeletProbe waiting(String path, int periodSeconds, int timeoutSeconds, Duration start) {
        return new KubeletProbe(path, periodSeconds, timeoutSeconds, 1 + periods(wholeSeconds(start), periodSeconds));
    }

    /** A JVM that stands still for less than this is left alone, whenever that begins. */
    Duration forgives() {
        return beforeLastAttempt().plusSeconds(timeoutSeconds);
    }

    /** A JVM that gives its first answer within this time from the first question is left alone. */
    Duration beforeLastAttempt() {
        return Duration.ofSeconds((long) (failureThreshold - 1) * periodSeconds);
    }

    /** A 503 is acted upon at the latest after this. */
    Duration notices() {
        return Duration.ofSeconds((long) failureThreshold * periodSeconds);
    }

    static long wholeSeconds(Duration duration) {
        return duration.toSeconds() + (duration.toNanosPart() == 0 ? 0 : 1);
    }

    private static int periods(long seconds, int periodSeconds) {
        return seconds <= 0 ? 0 : Math.toIntExact((seconds + periodSeconds - 1) / periodSeconds);
    }

    private static void requireLegal(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    name + " must be at least 1, but is " + value + "; Kubernetes would refuse the pod");
        }
    }
}
