package io.plimsoll.resilience.logstorm.logback;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.EventArgUtil;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.plimsoll.resilience.logstorm.LogStorm;
import io.plimsoll.resilience.logstorm.LogStormCounts;
import io.plimsoll.resilience.logstorm.LogStormSettings;
import io.plimsoll.resilience.logstorm.Passage;
import io.plimsoll.time.AtExit;
import io.plimsoll.time.SystemTime;
import io.plimsoll.time.Timing;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.LoggingEvent;

/**
 * Bounds what a storm of errors writes, in Logback, before an event is made: see {@link LogStorm} for the rule.
 *
 * <pre>{@code
 * <configuration>
 *   <turboFilter class="io.plimsoll.resilience.logstorm.logback.LogStormFilter">
 *     <eventsPerSecond>${LOG_STORM_RATE:-100}</eventsPerSecond>     <!-- everything in here may be left out -->
 *     <burst>100</burst>
 *     <level>ERROR</level>                                         <!-- this level and above -->
 *     <newKindsPerSecond>20</newKindsPerSecond>
 *     <maximumKinds>256</maximumKinds>
 *     <quietAfter>1 second</quietAfter>
 *     <summaryEvery>10 seconds</summaryEvery>
 *   </turboFilter>
 * }</pre>
 *
 * <p>Or in code, {@code LogStormFilter.install((LoggerContext) LoggerFactory.getILoggerFactory(), LogStormSettings.defaults())};
 * a reset of the context removes that, as it does everything else.
 *
 * <p><b>A bad value</b> is refused with its name and rule as an error of Logback's status, which Logback prints and Spring Boot
 * stops for; the filter then does not start and filters nothing. In code it is an {@link IllegalArgumentException}.
 *
 * <p><b>Other turbo filters.</b> Put this one last. Whoever denies before it is not counted; whoever accepts before it is not
 * bounded. A filter after it is not asked about events whose stack this one replaces. Events of a level that the logger does not
 * write are neither counted nor bounded, and neither are questions such as {@code isErrorEnabled()}; nor is {@code error(null)} with
 * nothing else, as {@code log.error(e.getMessage())} may be, since Logback asks the same for both.
 *
 * <p><b>What must not be dropped,</b> such as an audit, has the marker {@link #UNLIMITED}. The summaries have it.
 *
 * <p><b>The end.</b> Stopping or resetting the context tells what was dropped before the appenders are closed; without either, a
 * shutdown hook does so while the JVM ends. Another configuration at run time begins with new counts.
 */
@SuppressWarnings("exports") // a module that installs it requires Logback itself; the others must not have to
public final class LogStormFilter extends TurboFilter {

    /** Lets an event pass, uncounted; by name {@code PLIMSOLL_UNLIMITED}. */
    public static final Marker UNLIMITED = MarkerFactory.getMarker("PLIMSOLL_UNLIMITED");

    private final @Nullable Timing handedIn;
    private final StormProperties properties = new StormProperties();
    private @Nullable LogStormSettings given;

    private volatile @Nullable LogStorm storm; // the last one, for its counts
    private volatile @Nullable LogStorm running;
    private int threshold = Level.ERROR_INT; // written before running
    private @Nullable SystemTime time; // of start and stop
    private @Nullable AtExit atExit; // of start and stop

    /** For Logback, which then sets properties and starts it. */
    public LogStormFilter() {
        this.handedIn = null;
    }

    private LogStormFilter(LogStormSettings given, @Nullable Timing timing) {
        this.given = requireNonNull(given, "settings");
        this.handedIn = timing;
    }

    /** Starts one for errors in this context, after all turbo filters that it has. */
    public static LogStormFilter install(LoggerContext context, LogStormSettings settings) {
        return install(context, new LogStormFilter(settings, null));
    }

    /** The same with clock and threads of one's own, for tests; they stay their maker's to close. */
    public static LogStormFilter install(LoggerContext context, LogStormSettings settings, Timing timing) {
        return install(context, new LogStormFilter(settings, requireNonNull(timing, "timing")));
    }

    private static LogStormFilter install(LoggerContext context, LogStormFilter filter) {
        filter.setContext(context);
        filter.start();
        context.addTurboFilter(filter);
        return filter;
    }

    /** The one that is in force there, however it came; for its {@link #counts()}. */
    public static Optional<LogStormFilter> in(LoggerContext context) {
        return context.getTurboFilterList().stream()
                .filter(LogStormFilter.class::isInstance)
                .map(LogStormFilter.class::cast)
                .findFirst();
    }

    public void setEventsPerSecond(String number) {
        properties.set("eventsPerSecond", number);
    }

    public void setBurst(String number) {
        properties.set("burst", number);
    }

    /** {@code ERROR}, {@code WARN}, {@code INFO}, {@code DEBUG} or {@code TRACE}; what is below is never touched. */
    public void setLevel(String level) {
        properties.set("level", level);
    }

    public void setNewKindsPerSecond(String number) {
        properties.set("newKindsPerSecond", number);
    }

    public void setMaximumKinds(String number) {
        properties.set("maximumKinds", number);
    }

    /** As in {@code 500 milliseconds} or {@code 1 second}. */
    public void setQuietAfter(String time) {
        properties.set("quietAfter", time);
    }

    /** As in {@code 10 seconds}. */
    public void setSummaryEvery(String time) {
        properties.set("summaryEvery", time);
    }

    /** Starts to bound; does nothing if a property is refused, which is then an error in the context's status. */
    @Override
    public void start() {
        if (isStarted()) {
            return;
        }
        if (getContext() == null) {
            throw new IllegalStateException(
                    "the filter of log storms has no context: set it before start, or use install(context, settings)");
        }
        LogStormSettings settings;
        try {
            settings = properties.over(given == null ? LogStormSettings.defaults() : given);
            threshold = properties.threshold();
        } catch (IllegalArgumentException refused) {
            addError(
                    "The filter of log storms does not start, and a storm is written in full: " + refused.getMessage());
            return;
        }
        var begun = LogStorm.of(settings, timing(), this::write);
        storm = begun;
        running = begun;
        // Reset and stop of the context close what is registered there first, and the appenders after that.
        getContext().register(this);
        atExit = AtExit.run("log-storm-summary", begun::flush);
        super.start();
    }

    /** Tells what was dropped, and bounds nothing any more. Idempotent. */
    @Override
    public void stop() {
        LogStorm begun = running;
        if (begun == null) {
            return;
        }
        running = null;
        super.stop();
        begun.close();
        if (atExit != null) {
            atExit.close();
        }
        if (time != null) {
            time.close();
        }
    }

    /** What has become of events since it was started. */
    public LogStormCounts counts() {
        LogStorm last = storm;
        return last == null ? LogStormCounts.NONE : last.counts();
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        LogStorm asked = running;
        if (asked == null
                || level.levelInt < threshold
                || isQuestion(format, arguments, thrown)
                || logger.getEffectiveLevel().levelInt > level.levelInt
                || UNLIMITED.equals(marker)) {
            return FilterReply.NEUTRAL;
        }
        Passage passage = asked.offer(logger.getName(), format, thrown(arguments, thrown));
        String note = passage.insteadOfStack();
        if (note == null) {
            return passage.isDropped() ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
        var event = new EventWithoutStack(logger, level, format, withoutThrown(arguments, thrown), note);
        event.addMarker(marker);
        logger.callAppenders(event);
        return FilterReply.DENY;
    }

    /** The same for SLF4J's fluent interface. */
    @Override
    public FilterReply decide(Logger logger, LoggingEvent event) {
        LogStorm asked = running;
        Level level = Level.convertAnSLF4JLevel(event.getLevel());
        List<Marker> markers = event.getMarkers();
        if (asked == null
                || level.levelInt < threshold
                || logger.getEffectiveLevel().levelInt > level.levelInt
                || (markers != null && markers.contains(UNLIMITED))) {
            return FilterReply.NEUTRAL;
        }
        Object[] arguments = event.getArgumentArray();
        Throwable thrown = event.getThrowable();
        Passage passage = asked.offer(logger.getName(), event.getMessage(), thrown(arguments, thrown));
        String note = passage.insteadOfStack();
        if (note == null) {
            return passage.isDropped() ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
        var without = new EventWithoutStack(logger, level, event.getMessage(), withoutThrown(arguments, thrown), note);
        if (markers != null) {
            markers.forEach(without::addMarker);
        }
        without.setKeyValuePairs(event.getKeyValuePairs());
        logger.callAppenders(without);
        return FilterReply.DENY;
    }

    /** As Logback sees it: the last argument, if no exception was handed in as such. */
    private static @Nullable Throwable thrown(Object @Nullable [] arguments, @Nullable Throwable thrown) {
        return thrown == null ? EventArgUtil.extractThrowable(arguments) : thrown;
    }

    private static Object @Nullable [] withoutThrown(Object @Nullable [] arguments, @Nullable Throwable thrown) {
        return thrown == null ? EventArgUtil.trimmedCopy(arguments) : arguments;
    }

    private Timing timing() {
        if (handedIn != null) {
            return handedIn;
        }
        time = SystemTime.start();
        return time.timing();
    }

    /** As an error, since that is written wherever the events would have been; at a logger that is off by now, later or never. */
    private boolean write(String name, String summary) {
        Logger logger = ((LoggerContext) getContext()).getLogger(name);
        if (logger.getEffectiveLevel().levelInt > Level.ERROR_INT) {
            return false;
        }
        logger.error(UNLIMITED, summary);
        return true;
    }

    /** Logback asks its filters with nothing but a level when it is asked whether that is enabled. */
    private static boolean isQuestion(
            @Nullable String format, Object @Nullable [] arguments, @Nullable Throwable thrown) {
        return format == null && arguments == null && thrown == null;
    }
}
