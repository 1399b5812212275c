package io.plimsoll.http.endpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A finished answer: an adapter sends status, headers and body as they are and adds only what belongs to its connection.
 *
 * <p>Immutable, and shared between requests for as long as nothing changes. The answer to a {@code HEAD} has the headers
 * of the {@code GET}, {@code Content-Length} included, and an empty body.
 */
public final class OpsResponse {

    private static final byte[] NOTHING = {};

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final OpsResponse withoutBody; // made with the answer, which is kept, and not with each HEAD
    private volatile @Nullable Made made; // whoever is last wins; any of them is right

    private OpsResponse(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        withoutBody = body.length == 0 ? this : new OpsResponse(status, headers, NOTHING);
    }

    /** An answer that nobody stores or guesses the type of; the body is not copied. */
    static OpsResponse of(int status, String contentType, byte[] body) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", contentType);
        headers.put("Content-Length", Integer.toString(body.length));
        headers.put("Cache-Control", "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        return new OpsResponse(status, Collections.unmodifiableMap(headers), body);
    }

    /**
     * An answer in JSON; the body is not copied.
     *
     * @param json in UTF-8
     */
    public static OpsResponse json(int status, byte[] json) {
        return of(status, "application/json", json);
    }

    /**
     * An answer in the shape of RFC 9457.
     *
     * @param detail text that we wrote: nothing of the request belongs in it; {@code null} for none
     */
    public static OpsResponse problem(int status, String title, @Nullable String detail) {
        return of(status, "application/problem+json", HealthJson.problem(status, title, detail));
    }

    /** The same answer with this header instead of any other value of it. */
    public OpsResponse with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new OpsResponse(status, Collections.unmodifiableMap(more), body);
    }

    OpsResponse withoutBody() {
        return withoutBody;
    }

    public int status() {
        return status;
    }

    /** One value for each name, in the order in which to send them. */
    public Map<String, String> headers() {
        return headers;
    }

    /** A copy of the body. */
    public byte[] body() {
        return body.clone();
    }

    /** How many bytes there are to write: 0 for the answer to a {@code HEAD}, whatever its {@code Content-Length}. */
    public int bodyLength() {
        return body.length;
    }

    /**
     * What the function makes of this answer, such as headers and a buffer of the server's own kind. It is made once and kept
     * with the answer, for the next request that gets the same one, and must be safe to send by many threads at a time.
     *
     * @param form always the same object, which is how it is known again; another one takes its place
     */
    @SuppressWarnings("unchecked") // what a function made is given to nobody but those who pass that function
    public <T> T as(Function<? super OpsResponse, T> form) {
        Made known = made;
        if (known == null || known.by != form) {
            known = new Made(form, requireNonNull(form.apply(this), "what was made"));
            made = known;
        }
        return (T) known.result;
    }

    /** Writes the body without copying it; the stream must not change the bytes that it is given. */
    public void writeBodyTo(OutputStream out) throws IOException {
        out.write(body);
    }

    private record Made(Function<?, ?> by, Object result) {}
}
