package io.plimsoll.http.mitigation;

import io.plimsoll.http.endpoint.OpsResponse;

/** The answers to requests of which nothing was done; nothing of the request is in them. */
final class Refusals {

    static final OpsResponse UNVERIFIED =
            OpsResponse.problem(401, "Unauthorized", "Nothing in the request proves who sent it, or it is too old");
    static final OpsResponse REPLAY =
            OpsResponse.problem(409, "Conflict", "The message with this id has been taken already");
    static final OpsResponse NO_JSON =
            OpsResponse.problem(400, "Bad Request", "The body is not one JSON object in UTF-8");
    static final OpsResponse NO_ALERT = OpsResponse.problem(
            422,
            "Unprocessable Content",
            "The body is neither one alert, {\"alertId\":\"...\",\"status\":\"firing\",\"service\":\"...\",\"mitigationAction\":\"...\"},"
                    + " nor a notification of Alertmanager, version 4, of 1 to 100 alerts");
    static final OpsResponse TOO_MUCH = OpsResponse.problem(
            429,
            "Too Many Requests",
            "Alerts hold as many buttons as they may, or a button has as many leases as it can have");
    static final OpsResponse TOO_MANY_MESSAGES = OpsResponse.problem(
            429, "Too Many Requests", "More messages came than can be told from replays for as long as it takes");

    private Refusals() {}

    /** Says what an alert must have, in words of the configuration. */
    static OpsResponse notFor(MitigationWebhookBuilder made) {
        String namespace = made.namespace == null ? "" : ", the namespace " + made.namespace;
        return OpsResponse.problem(
                422,
                "Unprocessable Content",
                "No alert in the body is for this webhook: it must name the service " + made.service + namespace
                        + ", and in mitigationAction or the label " + made.label + " one of "
                        + String.join(", ", made.presses.keySet()));
    }
}
