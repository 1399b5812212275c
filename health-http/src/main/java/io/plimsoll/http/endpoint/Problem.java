package io.plimsoll.http.endpoint;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The answers to requests that have no other: JSON in the shape of RFC 9457, made in advance where that can be, with nothing of
 * the request in it.
 */
final class Problem {

    static final OpsResponse MALFORMED_NAME =
            of(400, "Bad Request", "The name in the path is not correctly percent-encoded UTF-8");
    static final OpsResponse NO_CREDENTIAL = challenging(
            of(401, "Unauthorized", "A credential is needed here, and the request brings none that is valid"));
    static final OpsResponse NO_ROLE = of(403, "Forbidden", "Something is needed here that the request does not bring");
    static final OpsResponse TOO_LITTLE_ACCESS =
            of(403, "Forbidden", "The credential that the request brings is not enough here");
    static final OpsResponse CLOSED_TO_ALL =
            of(403, "Forbidden", "This service has been given no credential that would open this");
    static final OpsResponse NO_SUCH_PATH = of(404, "Not Found", "Nothing answers at this path");
    static final OpsResponse NO_SUCH_COMPONENT = of(404, "Not Found", "No component has this name");
    static final OpsResponse OTHER_SERVICE = of(
            404,
            "Not Found",
            "This component is another service's health, which is not told to a service that asks for its own");
    static final OpsResponse READ_ONLY =
            of(405, "Method Not Allowed", "Health is only read").with("Allow", "GET, HEAD");
    static final OpsResponse READ_OR_TOLD = of(
                    405, "Method Not Allowed", "The journal is read, or told something by POST")
            .with("Allow", "GET, HEAD, POST");
    static final OpsResponse TOLD_ONLY =
            of(405, "Method Not Allowed", "A button is told something by POST").with("Allow", "POST");
    static final OpsResponse WEBHOOK_ONLY =
            of(405, "Method Not Allowed", "A webhook is told something by POST").with("Allow", "POST");
    static final OpsResponse NO_SUCH_LEASE = of(404, "Not Found", "No live lease of this button has this id");
    static final OpsResponse CANNOT_PRESS = of(
            409,
            "Conflict",
            "The button cannot be pressed: too many live leases hold it already, or its board is closed");
    static final OpsResponse NO_SUCH_FORMAT =
            of(400, "Bad Request", "The only query here is format=json, format=markdown or format=update");
    static final OpsResponse MALFORMED_BODY = of(400, "Bad Request", "The body is not one JSON object in UTF-8");
    static final OpsResponse LOST_BODY = of(400, "Bad Request", "The body did not come");
    static final OpsResponse TOO_LARGE = of(413, "Content Too Large", "The body may have " + Told.LONGEST + " bytes");
    static final OpsResponse TOO_LARGE_FOR_A_WEBHOOK =
            of(413, "Content Too Large", "The body may have " + Webhook.LONGEST_BODY + " bytes");
    static final OpsResponse NOT_JSON_BY_NAME = of(415, "Unsupported Media Type", "The body must be application/json");
    static final OpsResponse NO_NOTE = unprocessable(
            "A note is {\"kind\":\"deploy\",\"text\":\"...\"}: a kind of 1 to 32 characters from a-z 0-9 _ -, a text of one line"
                    + " of 1 to 500 characters, and nothing else");
    static final OpsResponse UNEXPECTED = of(500, "Internal Server Error", null);

    private Problem() {}

    /** Says that credentials are looked at; on an answer with 200 or 503, that those of the request were not valid. */
    static OpsResponse challenging(OpsResponse answer) {
        return answer.with("WWW-Authenticate", "Bearer");
    }

    static OpsResponse noSuchButton(Collection<String> known) {
        return of(404, "Not Found", "No button has this name; there are: " + String.join(", ", known));
    }

    /** JSON, but not what is asked for. */
    static OpsResponse unprocessable(String detail) {
        return of(422, "Unprocessable Content", detail);
    }

    private static OpsResponse of(int status, String title, @Nullable String detail) {
        return OpsResponse.problem(status, title, detail);
    }
}
