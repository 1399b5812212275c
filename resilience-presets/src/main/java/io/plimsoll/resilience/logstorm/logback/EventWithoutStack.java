package io.plimsoll.resilience.logstorm.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/**
 * An event as Logback would have made it, with a note at the end of its message instead of its exception. Format and arguments
 * stay as they are, for encoders that write these.
 */
final class EventWithoutStack extends LoggingEvent {

    private static final StackTraceElement[] UNKNOWN = {};
    private static final List<String> BRIDGES = List.of(
            "ch.qos.logback.",
            "org.slf4j.",
            "org.apache.commons.logging.",
            "org.apache.log4j.",
            "org.apache.logging.",
            "java.util.logging.");

    private final LoggerContext context;
    private final String note;
    private @Nullable String formatted; // whoever asks twice does so on one thread, or gets an equal one

    EventWithoutStack(Logger logger, Level level, @Nullable String format, Object @Nullable [] arguments, String note) {
        // Arguments come later: Logback would take an exception among them for the event's.
        super(Logger.FQCN, logger, level, format, null, null);
        if (arguments != null) {
            setArgumentArray(arguments);
        }
        this.context = logger.getLoggerContext();
        this.note = note;
    }

    @Override
    public String getFormattedMessage() {
        String known = formatted;
        if (known == null) {
            known = filledIn() + " [" + note + "]";
            formatted = known;
        }
        return known;
    }

    /** An exception that is still among the arguments is an argument. */
    private @Nullable String filledIn() {
        Object[] arguments = getArgumentArray();
        return arguments == null
                ? getMessage()
                : MessageFormatter.arrayFormat(getMessage(), arguments, null).getMessage();
    }

    @Override
    public @Nullable IThrowableProxy getThrowableProxy() {
        return null;
    }

    /** Where the event was logged: Logback looks for the frame that called its logger last, and would find this filter. */
    @Override
    public StackTraceElement[] getCallerData() {
        if (!hasCallerData()) {
            setCallerData(callers(new Throwable().getStackTrace()));
        }
        return super.getCallerData();
    }

    @Override
    public String toString() {
        return "[" + getLevel() + "] " + getFormattedMessage();
    }

    private StackTraceElement[] callers(StackTraceElement[] stack) {
        int filter = -1;
        for (int i = 0; i < stack.length; i++) {
            if (stack[i].getClassName().equals(LogStormFilter.class.getName())) {
                filter = i;
            }
        }
        if (filter < 0) {
            // Asked on another thread, which does not know.
            return UNKNOWN;
        }
        int first = filter + 1;
        while (first < stack.length && isLogging(stack[first].getClassName())) {
            first++;
        }
        return Arrays.copyOfRange(stack, first, Math.min(stack.length, first + context.getMaxCallerDataDepth()));
    }

    private boolean isLogging(String type) {
        return BRIDGES.stream().anyMatch(type::startsWith)
                || context.getFrameworkPackages().stream().anyMatch(type::startsWith);
    }
}
