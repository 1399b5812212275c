package io.plimsoll.http.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.plimsoll.health.Reading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** How values of ours look in JSON: times in RFC 3339 as UTC to the second, durations in milliseconds with one decimal. */
final class Json {

    /** Buffers are not pooled: after a change there is one rendering, and no thread should keep them until the next. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.USE_THREAD_LOCAL_FOR_BUFFER_RECYCLING)
            .build();

    private static final int EXPECTED_BYTES = 1024;
    private static final int NANOS_PER_MILLI_DIGITS = 6;

    private Json() {}

    /** One object with these fields, in UTF-8. */
    static byte[] object(Fields fields) {
        var bytes = new ByteArrayOutputStream(EXPECTED_BYTES);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("Writing to memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    static void writeIfPresent(JsonGenerator json, String name, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(name, text);
        }
    }

    static void write(JsonGenerator json, Reading reading) throws IOException {
        if (reading instanceof Reading.Count count) {
            json.writeNumber(count.value());
        } else if (reading instanceof Reading.Measure measure) {
            json.writeNumber(measure.value());
        } else {
            json.writeBoolean(((Reading.Flag) reading).value());
        }
    }

    /** Text from anywhere: no longer than this, and with what no UTF-8 can express replaced. */
    static String foreign(String text, int longest) {
        String cut = text.length() > longest ? text.substring(0, longest) + "..." : text;
        return new String(cut.getBytes(UTF_8), UTF_8);
    }

    static BigDecimal millis(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), NANOS_PER_MILLI_DIGITS).setScale(1, RoundingMode.HALF_UP);
    }

    static String time(Instant instant) {
        return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.SECONDS));
    }

    @FunctionalInterface
    interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }
}
