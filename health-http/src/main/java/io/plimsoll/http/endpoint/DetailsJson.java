package io.plimsoll.http.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.plimsoll.health.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What only those with access to details get: text from anywhere, such as hosts and SQL, and what was thrown.
 *
 * <p>All of it is foreign: an exception can have a message of a megabyte, be its own cause, or throw when it is asked. So
 * everything has a limit, and what cannot be read says so.
 */
final class DetailsJson {

    private static final int LONGEST_TEXT = 4_000;
    private static final int MOST_FRAMES = 40;
    private static final int MOST_CAUSES = 5;

    private DetailsJson() {}

    static void writeTo(JsonGenerator json, Finding finding) throws IOException {
        if (!finding.details().isEmpty()) {
            json.writeObjectFieldStart("details");
            for (Map.Entry<String, String> detail : finding.details().entrySet()) {
                json.writeStringField(detail.getKey(), Json.foreign(detail.getValue(), LONGEST_TEXT));
            }
            json.writeEndObject();
        }
        if (finding.cause() != null) {
            writeCauses(json, finding.cause());
        }
    }

    private static void writeCauses(JsonGenerator json, Throwable outermost) throws IOException {
        json.writeArrayFieldStart("cause");
        @Nullable Throwable thrown = outermost;
        for (int i = 0; i < MOST_CAUSES && thrown != null; i++) {
            Throwable one = thrown;
            json.writeStartObject();
            json.writeStringField("class", one.getClass().getName());
            Json.writeIfPresent(json, "message", asked(one::getMessage));
            json.writeArrayFieldStart("stack");
            for (String frame : stack(one)) {
                json.writeString(Json.foreign(frame, LONGEST_TEXT));
            }
            json.writeEndArray();
            json.writeEndObject();
            thrown = causeOf(one);
        }
        json.writeEndArray();
    }

    private static List<String> stack(Throwable thrown) {
        List<String> shown = new ArrayList<>();
        try {
            StackTraceElement[] frames = thrown.getStackTrace();
            Arrays.stream(frames).limit(MOST_FRAMES).forEach(frame -> shown.add(frame.toString()));
            if (frames.length > MOST_FRAMES) {
                shown.add("... " + (frames.length - MOST_FRAMES) + " more");
            }
        } catch (Throwable unreadable) {
            shown.add(thrownInstead(unreadable));
        }
        return shown;
    }

    private static @Nullable Throwable causeOf(Throwable thrown) {
        try {
            Throwable cause = thrown.getCause();
            return cause == thrown ? null : cause;
        } catch (Throwable unreadable) {
            return null;
        }
    }

    private static @Nullable String asked(Supplier<@Nullable String> text) {
        try {
            String answer = text.get();
            return answer == null ? null : Json.foreign(answer, LONGEST_TEXT);
        } catch (Throwable unreadable) {
            return thrownInstead(unreadable);
        }
    }

    private static String thrownInstead(Throwable unreadable) {
        return "(it throws " + unreadable.getClass().getName() + ")";
    }
}
