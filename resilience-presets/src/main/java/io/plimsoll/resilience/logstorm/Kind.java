package io.plimsoll.resilience.logstorm;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Events that are alike: of one logger, with one format and one type of exception.
 *
 * <p>Of a format that is longer than 256 characters only the beginning is kept, with its length and hash, so that a message
 * that was put together by hand does not fill the memory. Types are known by name, so no class loader is held.
 */
final class Kind {

    private static final int LONGEST_FORMAT = 256;

    final int hash;
    final Source source;
    private final String logger;
    private final String formatBegin;
    private final int formatLength;
    private final int formatHash;
    private final String thrown;

    /** When an event of this kind has last been let through. */
    final AtomicLong passedNanos;

    /** The last whole one; {@code null} before the first. */
    final AtomicReference<@Nullable Stack> stack = new AtomicReference<>();

    /**
     * A stack that was written whole.
     *
     * @param nanos when
     */
    record Stack(long nanos, int hash) {}

    Kind(int hash, String logger, Source source, String format, String thrown, long passedNanos) {
        this.hash = hash;
        this.logger = logger;
        this.source = source;
        this.formatBegin = format.length() <= LONGEST_FORMAT ? format : format.substring(0, LONGEST_FORMAT);
        this.formatLength = format.length();
        this.formatHash = format.hashCode();
        this.thrown = thrown;
        this.passedNanos = new AtomicLong(passedNanos);
    }

    static int hash(String logger, String format, String thrown) {
        int hash = (logger.hashCode() * 31 + format.hashCode()) * 31 + thrown.hashCode();
        return hash ^ (hash >>> 16);
    }

    boolean is(int otherHash, String otherLogger, String format, String otherThrown) {
        return hash == otherHash
                && thrown.equals(otherThrown)
                && logger.equals(otherLogger)
                && (formatLength <= LONGEST_FORMAT ? formatBegin.equals(format) : beginsAlike(format));
    }

    /** Whether it is this one by the very same strings, as those of one statement in one place are. */
    @SuppressWarnings("ReferenceEquality")
    boolean isVery(String otherLogger, String format, String otherThrown) {
        return logger == otherLogger && formatBegin == format && thrown == otherThrown;
    }

    private boolean beginsAlike(String format) {
        return formatLength == format.length() && formatHash == format.hashCode() && format.startsWith(formatBegin);
    }
}
