package io.plimsoll.http.endpoint;

import io.plimsoll.health.Gate;
import io.plimsoll.health.monitor.HealthView;
import java.util.function.Function;

/** Answers 200 while a gate is open and 503 while it is closed. */
final class GateEndpoint implements Endpoint {

    private final Rendering rendering;
    private final Verdicts verdicts;
    private final PerSight<Memo<Gate, OpsResponse>> answers;

    GateEndpoint(Sights sights, Function<HealthView, Gate> gate, Rendering rendering, Verdicts verdicts) {
        this.rendering = rendering;
        this.verdicts = verdicts;
        answers = new PerSight<>(
                sights, sight -> new Memo<>(() -> gate.apply(sight.health()), now -> rendered(now, sight)));
    }

    @Override
    public OpsResponse answer(OpsRequest request, Form form, String segment) {
        return answers.of(request, form).get();
    }

    private OpsResponse rendered(Gate now, Sight sight) {
        return verdicts.answer(now.open(), sight.form(), rendering.gate(now, sight));
    }
}
