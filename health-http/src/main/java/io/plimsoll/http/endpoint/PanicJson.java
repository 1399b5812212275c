package io.plimsoll.http.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicButton;
import java.io.IOException;
import java.util.List;

/** Buttons and leases as JSON. What people said is one line of limited length already. */
final class PanicJson {

    static final String TYPE = "application/json";

    private PanicJson() {}

    static byte[] board(List<PanicButton> buttons) {
        return Json.object(json -> {
            json.writeArrayFieldStart("buttons");
            for (PanicButton button : buttons) {
                List<Lease> leases = button.leases();
                json.writeStartObject();
                json.writeStringField("name", button.name());
                json.writeBooleanField("pressed", !leases.isEmpty());
                write(json, "leases", leases);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static byte[] lease(Lease lease) {
        return Json.object(json -> write(json, lease));
    }

    static byte[] released(List<Lease> leases) {
        return Json.object(json -> write(json, "released", leases));
    }

    private static void write(JsonGenerator json, String name, List<Lease> leases) throws IOException {
        json.writeArrayFieldStart(name);
        for (Lease lease : leases) {
            json.writeStartObject();
            write(json, lease);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Lease lease) throws IOException {
        json.writeStringField("id", lease.id());
        json.writeStringField("button", lease.button());
        json.writeStringField("by", lease.by());
        json.writeStringField("reason", lease.reason());
        json.writeStringField("source", lease.source());
        Json.writeIfPresent(json, "incident", lease.incident());
        json.writeBooleanField("drill", lease.drill());
        json.writeStringField("from", Json.time(lease.from()));
        json.writeStringField("until", Json.time(lease.until()));
        Json.writeIfPresent(json, "extended_by", lease.extendedBy());
        Json.writeIfPresent(json, "released_by", lease.releasedBy());
    }
}
