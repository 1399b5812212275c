package io.plimsoll.http.endpoint;

import io.plimsoll.health.Gate;
import io.plimsoll.health.monitor.HealthView;
import java.util.List;
import java.util.function.Function;

/** Answers 200 while a gate is open and 503 while it is closed. */
final class GateEndpoint implements Endpoint {

    private final Sights sights;
    private final Function<HealthView, Gate> gate;
    private final Rendering rendering;
    private final Verdicts verdicts;
    private final List<Memo<Gate, OpsResponse>> forms;

    GateEndpoint(Sights sights, Function<HealthView, Gate> gate, Rendering rendering, Verdicts verdicts) {
        this.sights = sights;
        this.gate = gate;
        this.rendering = rendering;
        this.verdicts = verdicts;
        forms = Form.ALL.stream()
                .map(form -> {
                    Sight usual = sights.usual(form);
                    return new Memo<>(() -> gate.apply(usual.health()), now -> rendered(now, usual));
                })
                .toList();
    }

    @Override
    public OpsResponse answer(OpsRequest request, Form form, String segment) {
        Sight special = sights.without(request.query(), form);
        return special == null ? forms.get(form.index()).get() : rendered(gate.apply(special.health()), special);
    }

    private OpsResponse rendered(Gate now, Sight sight) {
        return verdicts.answer(now.open(), sight.form(), rendering.gate(now, sight));
    }
}
