package io.plimsoll.resilience.http;

import io.plimsoll.resilience.Served;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What was served, in headers: {@code Age} of RFC 9111 and {@code Cache-Status} of RFC 9211. */
public final class ServedHeaders {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

    private ServedHeaders() {}

    /**
     * Headers to add to the answer; none if it is fresh.
     *
     * @param service who says so, as a name without spaces
     */
    public static Map<String, String> of(Served<?> served, String service) {
        if (!TOKEN.matcher(service).matches()) {
            throw new IllegalArgumentException(
                    "'" + service + "' cannot stand in Cache-Status: it must match " + TOKEN);
        }
        var headers = new LinkedHashMap<String, String>();
        if (served instanceof Served.Stale<?> stale) {
            long age = stale.age().toSeconds();
            headers.put("Age", Long.toString(age));
            headers.put("Cache-Status", service + "; hit; detail=stale-if-error");
        } else if (served instanceof Served.Degraded) {
            headers.put("Cache-Status", service + "; fwd=miss; detail=degraded");
        }
        return headers;
    }
}
