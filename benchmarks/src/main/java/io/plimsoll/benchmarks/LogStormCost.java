package io.plimsoll.benchmarks;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.DuplicateMessageFilter;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.helpers.NOPAppender;
import io.plimsoll.resilience.logstorm.LogStormSettings;
import io.plimsoll.resilience.logstorm.logback.LogStormFilter;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What it costs to log an error that is dropped: through our filter, Logback's {@code DuplicateMessageFilter} and Log4j2's
 * {@code BurstFilter}, each the only filter of its kind and asked before anything is formatted. Ours and Log4j2's let one
 * event through in a second, so that drops are what is measured. Also what an error costs that is let through
 * to such an appender, without any filter: the event and its stack alone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LogStormCost {

    private static final String NAME = "checkout";

    private final RuntimeException thrown = new IllegalStateException("sold out");
    private final LoggerContext withOurs = logback();
    private final LoggerContext withDuplicate = logback();
    private final LoggerContext withNone = logback();
    private final org.apache.logging.log4j.core.LoggerContext withBurst = log4j();

    private final org.slf4j.Logger ours = withOurs.getLogger(NAME);
    private final org.slf4j.Logger duplicate = withDuplicate.getLogger(NAME);
    private final org.slf4j.Logger none = withNone.getLogger(NAME);
    private final org.apache.logging.log4j.Logger burst = withBurst.getLogger(NAME);

    public LogStormCost() {
        LogStormFilter.install(
                withOurs, LogStormSettings.defaults().withEventsPerSecond(1).withBurst(1));
        var filter = new DuplicateMessageFilter();
        filter.setContext(withDuplicate);
        filter.start();
        withDuplicate.addTurboFilter(filter);
    }

    @TearDown
    public void close() {
        withOurs.stop();
        withDuplicate.stop();
        withNone.stop();
        withBurst.stop();
    }

    @Benchmark
    public void exceptionOurs() {
        ours.error("Checkout failed", thrown);
    }

    @Benchmark
    public void exceptionDuplicate() {
        duplicate.error("Checkout failed", thrown);
    }

    @Benchmark
    public void exceptionBurst() {
        burst.error("Checkout failed", thrown);
    }

    @Benchmark
    public void exceptionNone() {
        none.error("Checkout failed", thrown);
    }

    @Benchmark
    public void argumentOurs() {
        ours.error("Checkout of {} failed", NAME, thrown);
    }

    @Benchmark
    public void argumentDuplicate() {
        duplicate.error("Checkout of {} failed", NAME, thrown);
    }

    @Benchmark
    public void argumentBurst() {
        burst.error("Checkout of {} failed", NAME, thrown);
    }

    private static LoggerContext logback() {
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.start();
        var nowhere = new NOPAppender<ILoggingEvent>();
        nowhere.setContext(context);
        nowhere.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(nowhere);
        return context;
    }

    private static org.apache.logging.log4j.core.LoggerContext log4j() {
        var builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setStatusLevel(Level.ERROR);
        builder.add(builder.newFilter("BurstFilter", Filter.Result.NEUTRAL, Filter.Result.DENY)
                .addAttribute("level", Level.ERROR)
                .addAttribute("rate", 1)
                .addAttribute("maxBurst", 1));
        builder.add(builder.newAppender("nowhere", "Null"));
        builder.add(builder.newRootLogger(Level.INFO).add(builder.newAppenderRef("nowhere")));
        return Configurator.initialize(builder.build());
    }
}
