package io.plimsoll.http.endpoint;

import io.plimsoll.health.Gate;
import java.util.function.Supplier;

/** Answers 200 while a gate is open and 503 while it is closed. */
final class GateEndpoint implements Endpoint {

    private final Memo<Gate, OpsResponse> answer;

    GateEndpoint(Supplier<Gate> gate, String service, String version, Verdicts verdicts) {
        answer = new Memo<>(gate, now -> verdicts.answer(now.open(), HealthJson.gate(now, service, version)));
    }

    @Override
    public OpsResponse answer(OpsRequest request, String segment) {
        return answer.get();
    }
}
