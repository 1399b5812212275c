package io.plimsoll.health;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was known at one moment: immutable, so that a status code and a body made from it never disagree.
 *
 * @param service the service's name, as configured
 * @param version the service's version, as configured
 * @param status the worst component, or DOWN for anything that is not UP under the strict rule
 * @param reason what is worst, in one line; {@code null} exactly if UP
 * @param timestamp when this report was made
 * @param components by name, in the order in which they were configured
 */
public record HealthReport(
        String service,
        String version,
        Status status,
        @Nullable String reason,
        Instant timestamp,
        Map<String, ComponentHealth> components) {

    public HealthReport {
        requireNonNull(service, "service");
        requireNonNull(version, "version");
        requireNonNull(status, "status");
        requireNonNull(timestamp, "timestamp");
        components = Collections.unmodifiableMap(new LinkedHashMap<>(components));
    }
}
