package io.plimsoll.http.endpoint;

import java.io.IOException;

/** Hands to a webhook what it may read, and is not read itself. */
final class WebhookEndpoint implements Accepting {

    private final Webhook webhook;

    WebhookEndpoint(Webhook webhook) {
        this.webhook = webhook;
    }

    @Override
    public OpsResponse answer(OpsRequest request, Form form, String segment) {
        return otherMethod();
    }

    @Override
    public OpsResponse otherMethod() {
        return Problem.WEBHOOK_ONLY;
    }

    /** The webhook verifies who tells. */
    @Override
    public Access needs() {
        return Access.NONE;
    }

    @Override
    public int longestBody(OpsRequest request) {
        return webhook.refusal(request) == null ? Webhook.LONGEST_BODY : 0;
    }

    @Override
    public OpsResponse accept(OpsRequest request, String segment) throws IOException {
        OpsResponse refusal = webhook.refusal(request);
        if (refusal != null) {
            return refusal;
        }
        if (!Told.isJson(request.header("Content-Type"))) {
            return Problem.NOT_JSON_BY_NAME;
        }
        byte[] body = Told.bytes(request, Webhook.LONGEST_BODY);
        return body == null ? Problem.TOO_LARGE_FOR_A_WEBHOOK : webhook.receive(request, body);
    }
}
