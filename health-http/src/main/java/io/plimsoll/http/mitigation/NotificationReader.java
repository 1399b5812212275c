package io.plimsoll.http.mitigation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads both kinds of body: one alert of our own contract, or a notification of Alertmanager, version 4. What is not known is
 * skipped, since both may add fields; what is known must be what it should be.
 */
final class NotificationReader {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxNumberLength(32)
                    .maxNameLength(256)
                    .build())
            .build();

    /** What may stand in a lease, and so in logs, pages and the journal. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 _.:/-]{0,63}");

    private static final Pattern METRIC = Pattern.compile("[A-Za-z_:][A-Za-z0-9_:]{0,79}");
    private static final Pattern FINGERPRINT = Pattern.compile("[A-Za-z0-9]{1,32}");
    private static final int LONGEST_EPISODE = 64;
    private static final int MOST_ALERTS = 100;
    private static final String ALERTMANAGER_VERSION = "4";
    private static final Set<String> TEXTS = Set.of(
            "alertId",
            "status",
            "service",
            "k8s_namespace",
            "mitigationAction",
            "metric",
            "version",
            "startsAt",
            "fingerprint");
    private static final Set<String> NUMBERS = Set.of("threshold", "actualValue", "truncatedAlerts");

    private final String actionLabel;
    private final Set<String> labels;

    /** A body that is no notification. */
    @SuppressWarnings("serial") // never leaves the thread, let alone the process
    static final class Malformed extends Exception {

        private static final long serialVersionUID = 1;

        /** Whether it is JSON, at least. */
        final boolean isJson;

        private Malformed(boolean isJson) {
            super("malformed", null, false, false);
            this.isJson = isJson;
        }
    }

    /** What an object has of what is known. */
    private static final class Fields {
        final Map<String, String> values = new HashMap<>();
        Map<String, String> labels = Map.of();

        @Nullable
        List<Alert> alerts;

        @Nullable
        String get(String name) {
            return values.get(name);
        }
    }

    /** @param actionLabel the label by which an alert of Alertmanager says what should be done */
    NotificationReader(String actionLabel) {
        this.actionLabel = actionLabel;
        var read = new ArrayList<>(List.of("alertname", "service", "namespace"));
        if (!read.contains(actionLabel)) {
            read.add(actionLabel);
        }
        labels = Set.copyOf(read);
    }

    Notification read(byte[] body) throws Malformed {
        try (JsonParser json = FACTORY.createParser(
                UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString())) {
            JsonToken first = json.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw new Malformed(first != null);
            }
            Fields root = object(json, true);
            if (json.nextToken() != null) {
                throw new Malformed(false);
            }
            return root.alerts == null ? own(root) : ofAlertmanager(root, root.alerts);
        } catch (CharacterCodingException | JsonProcessingException noJson) {
            throw new Malformed(false);
        } catch (IOException impossible) {
            throw new IllegalStateException("Reading from memory failed", impossible);
        }
    }

    private Fields object(JsonParser json, boolean isRoot) throws IOException, Malformed {
        var fields = new Fields();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (TEXTS.contains(name)) {
                put(fields.values, name, text(json, value));
            } else if (isRoot && NUMBERS.contains(name)) {
                put(fields.values, name, number(json, value));
            } else if (isRoot && name.equals("alerts")) {
                fields.alerts = alerts(json, value);
            } else if (!isRoot && name.equals("labels")) {
                fields.labels = labels(json, value);
            } else {
                json.skipChildren();
            }
        }
        return fields;
    }

    private List<Alert> alerts(JsonParser json, @Nullable JsonToken value) throws IOException, Malformed {
        require(value == JsonToken.START_ARRAY);
        var alerts = new ArrayList<Alert>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json.currentToken() == JsonToken.START_OBJECT && alerts.size() < MOST_ALERTS);
            alerts.add(alertOfAlertmanager(object(json, false)));
        }
        return alerts;
    }

    private Map<String, String> labels(JsonParser json, @Nullable JsonToken value) throws IOException, Malformed {
        require(value == JsonToken.START_OBJECT);
        var found = new HashMap<String, String>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            require(json.nextToken() == JsonToken.VALUE_STRING);
            if (labels.contains(name)) {
                found.put(name, json.getText());
            }
        }
        return found;
    }

    private static Notification own(Fields root) throws Malformed {
        String id = required(root.get("alertId"), NAME);
        String metric = root.get("metric");
        String actual = root.get("actualValue");
        String threshold = root.get("threshold");
        boolean measured = metric != null && METRIC.matcher(metric).matches() && actual != null && threshold != null;
        return new Notification(
                List.of(new Alert(
                        id,
                        id,
                        measured ? metric + " is " + actual + ", threshold " + threshold : "alert fires",
                        fires(root),
                        root.get("service"),
                        root.get("k8s_namespace"),
                        root.get("mitigationAction"))),
                0);
    }

    private static Notification ofAlertmanager(Fields root, List<Alert> alerts) throws Malformed {
        require(ALERTMANAGER_VERSION.equals(root.get("version")) && root.get("alertId") == null && !alerts.isEmpty());
        fires(root);
        String truncated = root.get("truncatedAlerts");
        try {
            return new Notification(List.copyOf(alerts), truncated == null ? 0 : Integer.parseUnsignedInt(truncated));
        } catch (NumberFormatException noCount) {
            throw new Malformed(true);
        }
    }

    /** What Alertmanager calls the same alert is the same set of labels; it is another episode if it has another start. */
    private Alert alertOfAlertmanager(Fields alert) throws Malformed {
        String episode = required(alert.get("fingerprint"), FINGERPRINT) + "@" + instant(alert.get("startsAt"));
        require(episode.length() <= LONGEST_EPISODE);
        String name = alert.labels.get("alertname");
        return new Alert(
                episode,
                name != null && NAME.matcher(name).matches() ? name : "alert",
                "alert fires",
                fires(alert),
                alert.labels.get("service"),
                alert.labels.get("namespace"),
                alert.labels.get(actionLabel));
    }

    private static String instant(@Nullable String time) throws Malformed {
        try {
            return OffsetDateTime.parse(time == null ? "" : time).toInstant().toString();
        } catch (DateTimeParseException noTime) {
            throw new Malformed(true);
        }
    }

    private static boolean fires(Fields fields) throws Malformed {
        String status = fields.get("status");
        require("firing".equals(status) || "resolved".equals(status));
        return "firing".equals(status);
    }

    private static @Nullable String text(JsonParser json, @Nullable JsonToken value) throws IOException, Malformed {
        require(value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NULL);
        return value == JsonToken.VALUE_NULL ? null : json.getText();
    }

    private static String number(JsonParser json, @Nullable JsonToken value) throws IOException, Malformed {
        require(value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT);
        return json.getText();
    }

    private static void put(Map<String, String> values, String name, @Nullable String value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    private static String required(@Nullable String text, Pattern shape) throws Malformed {
        if (text == null || !shape.matcher(text).matches()) {
            throw new Malformed(true);
        }
        return text;
    }

    private static void require(boolean holds) throws Malformed {
        if (!holds) {
            throw new Malformed(true);
        }
    }
}
