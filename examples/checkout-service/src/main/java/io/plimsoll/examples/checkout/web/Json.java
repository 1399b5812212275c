package io.plimsoll.examples.checkout.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Reads and writes JSON, in snake_case and strictly: what we did not expect is refused, not ignored. */
public final class Json {

    private static final int LONGEST_BODY = 64 * 1024;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private Json() {}

    /**
     * Reads a request's body.
     *
     * @param example what the body should look like, shown to a client whose body does not
     */
    public static <T> T read(HttpServletRequest request, Class<T> type, String example) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LONGEST_BODY + 1);
        if (body.length > LONGEST_BODY) {
            throw new Refusal(413, "The body is longer than " + LONGEST_BODY + " bytes");
        }
        try {
            T value = MAPPER.readValue(body, type);
            if (value != null) {
                return value;
            }
        } catch (ValueInstantiationException wrong) {
            if (wrong.getCause() instanceof IllegalArgumentException rule) {
                throw new Refusal(400, String.valueOf(rule.getMessage()));
            }
        } catch (JsonProcessingException notJson) {
            throw new Refusal(400, "The body must look like " + example);
        }
        throw new Refusal(400, "The body must look like " + example);
    }

    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException("Cannot be written as JSON: " + value.getClass(), impossible);
        }
    }

    /** Reads what we or another service wrote. */
    public static <T> T read(byte[] json, Class<T> type) throws IOException {
        return MAPPER.readValue(json, type);
    }
}
