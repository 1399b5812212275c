package io.plimsoll.resilience.logstorm.logback;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A Logback of its own, with what it has written, as events and as bytes. */
final class Logs {

    static final String LOGGER = "checkout";

    final LoggerContext context = new LoggerContext();
    final ListAppender<ILoggingEvent> events = new ListAppender<>();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Logs(String pattern) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.start();
        events.setContext(context);
        events.start();
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(pattern);
        encoder.start();
        var stream = new OutputStreamAppender<ILoggingEvent>();
        stream.setContext(context);
        stream.setEncoder(encoder);
        stream.setOutputStream(bytes);
        stream.start();
        Logger root = root();
        root.addAppender(events);
        root.addAppender(stream);
    }

    Logs() {
        this("%logger %msg%n%ex");
    }

    /** Configures it anew from a file's text, whose appenders are its own. */
    void configure(String xml) throws JoranException {
        var joran = new JoranConfigurator();
        joran.setContext(context);
        joran.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    Logger logger() {
        return context.getLogger(LOGGER);
    }

    Logger root() {
        return context.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    List<String> messages() {
        return List.copyOf(events.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    List<String> errorsOfLogback() {
        return context.getStatusManager().getCopyOfStatusList().stream()
                .filter(status -> status.getLevel() == Status.ERROR)
                .map(Status::getMessage)
                .toList();
    }

    static boolean isSummary(String message) {
        return message.startsWith("{\"dropped_logs\": ");
    }

    static long dropped(List<String> messages) {
        var sum = new AtomicLong();
        messages.stream()
                .filter(Logs::isSummary)
                .forEach(message -> sum.addAndGet(Long.parseLong(message.replaceAll("\\D+(\\d+)\\D+", "$1"))));
        return sum.get();
    }
}
