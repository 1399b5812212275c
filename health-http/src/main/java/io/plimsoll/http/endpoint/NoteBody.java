package io.plimsoll.http.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was told: {@code {"kind":"deploy","text":"version v3.4.13"}}, and nothing else.
 *
 * @param kind as it was sent
 * @param text as it was sent
 */
record NoteBody(String kind, String text) {

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

    /**
     * Reads it.
     *
     * @throws Refused if it is too large, of another type, no JSON, or other JSON
     * @throws IOException if it does not come
     */
    static NoteBody of(OpsRequest request) throws Refused, IOException {
        if (!isJson(request.header("Content-Type"))) {
            throw new Refused(Problem.NOT_JSON_BY_NAME);
        }
        byte[] body = new byte[LONGEST + 1];
        int length = read(request.body(), body);
        if (length > LONGEST) {
            throw new Refused(Problem.TOO_LARGE);
        }
        try {
            return parsed(
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(body, 0, length)).toString());
        } catch (CharacterCodingException | JsonProcessingException malformed) {
            throw new Refused(Problem.MALFORMED_BODY);
        }
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

    private static NoteBody parsed(String json) throws IOException, Refused {
        try (JsonParser parser = FACTORY.createParser(json)) {
            String kind = null;
            String text = null;
            JsonToken first = parser.nextToken();
            boolean object = first == JsonToken.START_OBJECT;
            while (object && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                String value = parser.nextTextValue();
                if (value == null) {
                    throw new Refused(Problem.NO_NOTE);
                }
                switch (name) {
                    case "kind" -> kind = value;
                    case "text" -> text = value;
                    default -> throw new Refused(Problem.NO_NOTE);
                }
            }
            if (parser.nextToken() != null || !object) {
                throw new Refused(object || first == null ? Problem.MALFORMED_BODY : Problem.NO_NOTE);
            }
            if (kind == null || text == null) {
                throw new Refused(Problem.NO_NOTE);
            }
            return new NoteBody(kind, text);
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).replace(" ", "").split(";", -1);
        return parts[0].equals("application/json")
                && (parts.length == 1 || (parts.length == 2 && parts[1].matches("charset=\"?utf-8\"?")));
    }
}
