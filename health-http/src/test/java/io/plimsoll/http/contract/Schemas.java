package io.plimsoll.http.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Locale;

/** The published shapes of all answers. */
public enum Schemas {
    DEEP,
    COMPONENT,
    GATE,
    IETF,
    JOURNAL,
    MITIGATION,
    PANIC,
    PROBLEM;

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    public void assertAccepts(String json) {
        assertThat(violations(json)).as("%s violates %s", json, this).isEmpty();
    }

    public Iterable<?> violations(String json) {
        String file = name().toLowerCase(Locale.ROOT) + ".schema.json";
        return REGISTRY.getSchema(SchemaLocation.of("classpath:io/plimsoll/http/schema/" + file))
                .validate(json, InputFormat.JSON);
    }
}
