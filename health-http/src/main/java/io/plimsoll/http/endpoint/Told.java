package io.plimsoll.http.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request told: one flat JSON object such as {@code {"kind":"deploy","text":"version v3.4.13"}}, of text, whole numbers and
 * flags under names that are known beforehand, and nothing else.
 */
final class Told {

    static final int LONGEST = 4_096;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2)
                    .maxStringLength(LONGEST)
                    .maxNumberLength(20)
                    .maxNameLength(100)
                    .build())
            .build();

    /** Why a request was not taken, as the answer to it. */
    @SuppressWarnings("serial") // never leaves the thread, let alone the process
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1;

        final transient OpsResponse answer;

        private Refused(OpsResponse answer) {
            super("refused", null, false, false);
            this.answer = answer;
        }
    }

    private final Map<String, Object> values = new HashMap<>();
    private final OpsResponse otherwise;

    private Told(OpsResponse otherwise) {
        this.otherwise = otherwise;
    }

    /**
     * Reads it.
     *
     * @param names that it may have
     * @param otherwise the answer to what is JSON, but not what is asked for
     * @throws Refused if it is too large, of another type, no JSON, or other JSON
     * @throws IOException if it does not come
     */
    static Told of(OpsRequest request, Set<String> names, OpsResponse otherwise) throws Refused, IOException {
        if (!isJson(request.header("Content-Type"))) {
            throw new Refused(Problem.NOT_JSON_BY_NAME);
        }
        byte[] body = bytes(request, LONGEST);
        if (body == null) {
            throw new Refused(Problem.TOO_LARGE);
        }
        try {
            var told = new Told(otherwise);
            told.parse(UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString(), names);
            return told;
        } catch (CharacterCodingException | JsonProcessingException malformed) {
            throw new Refused(Problem.MALFORMED_BODY);
        }
    }

    String text(String name) throws Refused {
        return required(String.class, name);
    }

    /** {@code null} if it was not told. */
    @Nullable
    String textIfAny(String name) throws Refused {
        return values.containsKey(name) ? text(name) : null;
    }

    /** @param most that it may be; at least it is 1 */
    long number(String name, long most) throws Refused {
        long number = required(Long.class, name);
        if (number < 1 || number > most) {
            throw new Refused(otherwise);
        }
        return number;
    }

    /** {@code false} if it was not told. */
    boolean flag(String name) throws Refused {
        return values.containsKey(name) && required(Boolean.class, name);
    }

    private <T> T required(Class<T> type, String name) throws Refused {
        Object value = values.get(name);
        if (!type.isInstance(value)) {
            throw new Refused(otherwise);
        }
        return type.cast(value);
    }

    /**
     * All bytes of the body, or {@code null} if there are more than that.
     *
     * @throws IOException if they do not come
     */
    static byte @Nullable [] bytes(OpsRequest request, int longest) throws IOException {
        byte[] body = new byte[longest + 1];
        int length = read(request.body(), body);
        return length > longest ? null : Arrays.copyOf(body, length);
    }

    /** Fills the bytes as far as there are any. Not {@code readNBytes}: it ends by reading nothing, for which Tomcat waits. */
    private static int read(InputStream in, byte[] bytes) throws IOException {
        int length = 0;
        while (length < bytes.length) {
            int read = in.read(bytes, length, bytes.length - length);
            if (read < 0) {
                break;
            }
            length += read;
        }
        return length;
    }

    private void parse(String json, Set<String> names) throws IOException, Refused {
        try (JsonParser parser = FACTORY.createParser(json)) {
            JsonToken first = parser.nextToken();
            boolean object = first == JsonToken.START_OBJECT;
            while (object && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                Object value = value(parser, parser.nextToken());
                if (value == null || !names.contains(name)) {
                    throw new Refused(otherwise);
                }
                values.put(name, value);
            }
            if (parser.nextToken() != null || !object) {
                throw new Refused(object || first == null ? Problem.MALFORMED_BODY : otherwise);
            }
        }
    }

    /** {@code null} for anything that is neither text nor a whole number that fits, nor a flag. */
    private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token) throws IOException {
        if (token == null) {
            return null;
        }
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberType() == NumberType.BIG_INTEGER ? null : parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).replace(" ", "").split(";", -1);
        return parts[0].equals("application/json")
                && (parts.length == 1 || (parts.length == 2 && parts[1].matches("charset=\"?utf-8\"?")));
    }
}
