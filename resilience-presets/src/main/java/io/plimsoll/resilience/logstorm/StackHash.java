package io.plimsoll.resilience.logstorm;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A stack in eight digits: the types of an exception and its causes and where they were thrown, not what they say.
 *
 * <p>What the JVM numbers anew in each process (lambdas, proxies, accessors for reflection) is left out, so that the same stack
 * has the same hash in each instance of the same build.
 */
final class StackHash {

    private static final int MOST_CAUSES = 16;
    private static final int MOST_FRAMES = 256;
    private static final int LONGEST_MESSAGE = 200;

    private StackHash() {}

    /** Never throws, whatever the exception does when it is asked. */
    static int of(Throwable thrown) {
        int hash = 17;
        try {
            Throwable next = thrown;
            for (int cause = 0; next != null && cause < MOST_CAUSES; cause++) {
                hash = hash * 31 + next.getClass().getName().hashCode();
                hash = frames(hash, next.getStackTrace());
                next = next.getCause();
            }
        } catch (RuntimeException broken) {
            // What has been seen of it has to do.
        }
        return hash;
    }

    static String text(int hash) {
        return String.format(Locale.ROOT, "%08x", hash);
    }

    /** Type and message in one line. */
    static String line(Throwable thrown) {
        String message = message(thrown);
        String type = thrown.getClass().getName();
        return message == null ? type : type + ": " + message;
    }

    private static @Nullable String message(Throwable thrown) {
        String message;
        try {
            message = thrown.getLocalizedMessage();
        } catch (RuntimeException broken) {
            return null;
        }
        if (message == null) {
            return null;
        }
        int end = Math.min(message.length(), LONGEST_MESSAGE);
        var line = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = message.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        return line.toString();
    }

    private static int frames(int seed, StackTraceElement[] frames) {
        int hash = seed;
        int most = Math.min(frames.length, MOST_FRAMES);
        for (int i = 0; i < most; i++) {
            String type = frames[i].getClassName();
            if (!type.startsWith("jdk.internal.reflect.")) {
                hash = (hash * 31 + stable(type)) * 31
                        + frames[i].getMethodName().hashCode();
                hash = hash * 31 + frames[i].getLineNumber();
            }
        }
        return hash;
    }

    /** Of the name up to what is made at run time. */
    private static int stable(String type) {
        int generated = type.indexOf("$$");
        int proxy = type.indexOf("$Proxy");
        int end = generated >= 0 ? generated : proxy >= 0 ? proxy : type.length();
        int hash = 0;
        for (int i = 0; i < end; i++) {
            hash = hash * 31 + type.charAt(i);
        }
        return hash;
    }
}
