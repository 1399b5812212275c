package io.plimsoll.http.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.plimsoll.http.endpoint.OpsRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request without a server.
 *
 * @param content of the body, a character for each byte
 */
public record Ask(
        String method,
        String path,
        @Nullable String query,
        Map<String, String> headers,
        Set<String> roles,
        String content)
        implements OpsRequest {

    public static Ask get(String pathAndQuery) {
        return of("GET", pathAndQuery);
    }

    public static Ask of(String method, String pathAndQuery) {
        int mark = pathAndQuery.indexOf('?');
        return mark < 0
                ? new Ask(method, pathAndQuery, null, Map.of(), Set.of(), "")
                : new Ask(
                        method,
                        pathAndQuery.substring(0, mark),
                        pathAndQuery.substring(mark + 1),
                        Map.of(),
                        Set.of(),
                        "");
    }

    public Ask with(String name, String value) {
        var more = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        more.put(name, value);
        return new Ask(method, path, query, more, roles, content);
    }

    public Ask withToken(String token) {
        return with("Authorization", "Bearer " + token);
    }

    public Ask as(String role) {
        var more = new HashSet<>(roles);
        more.add(role);
        return new Ask(method, path, query, headers, more, content);
    }

    public Ask telling(String contentType, byte[] body) {
        Ask typed = with("Content-Type", contentType);
        return new Ask(method, path, query, typed.headers, roles, new String(body, ISO_8859_1));
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(content.getBytes(ISO_8859_1));
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    @Override
    public boolean hasRole(String role) {
        return roles.contains(role);
    }
}
