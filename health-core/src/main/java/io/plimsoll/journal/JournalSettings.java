package io.plimsoll.journal;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a journal adds to what it hears.
 *
 * @param runbooks what to read for a code
 * @param runbooksBelow where the runbook of every other code is: its name in lower case is appended; {@code null} for nowhere
 * @param traceKeys under which the MDC may have a trace id; the first that it has counts
 */
public record JournalSettings(
        Map<Code, URI> runbooks, @Nullable URI runbooksBelow, List<String> traceKeys) {

    private static final JournalSettings DEFAULTS =
            new JournalSettings(Map.of(), null, List.of("trace_id", "traceId", "trace.id"));

    public JournalSettings {
        runbooks = Map.copyOf(runbooks);
        runbooks.values().forEach(JournalSettings::requireLink);
        if (runbooksBelow != null) {
            requireLink(runbooksBelow);
        }
        traceKeys = List.copyOf(traceKeys);
    }

    /** No runbooks; trace ids as OpenTelemetry, Micrometer and the Elastic Common Schema name them. */
    public static JournalSettings defaults() {
        return DEFAULTS;
    }

    /**
     * Names what to read for a code.
     *
     * @throws IllegalArgumentException if it is no absolute {@code http} or {@code https} link
     */
    public JournalSettings runbook(Code code, URI link) {
        var more = new EnumMap<Code, URI>(Code.class);
        more.putAll(runbooks);
        more.put(requireNonNull(code, "code"), link);
        return new JournalSettings(more, runbooksBelow, traceKeys);
    }

    /**
     * Names where runbooks are: below {@code https://wiki.example/runbooks/} that of {@link Code#POOL_EXHAUSTED} is {@code
     * pool_exhausted}.
     *
     * @throws IllegalArgumentException if it is no absolute {@code http} or {@code https} link
     */
    public JournalSettings runbooksBelow(URI link) {
        return new JournalSettings(runbooks, requireNonNull(link, "link"), traceKeys);
    }

    /** Replaces the keys under which the MDC may have a trace id. */
    public JournalSettings traceIdFrom(String... keys) {
        return new JournalSettings(runbooks, runbooksBelow, List.of(keys));
    }

    @Nullable
    URI runbookOf(@Nullable Code code) {
        if (code == null) {
            return null;
        }
        URI own = runbooks.get(code);
        return own != null || runbooksBelow == null
                ? own
                : URI.create(runbooksBelow + code.name().toLowerCase(Locale.ROOT));
    }

    private static void requireLink(URI link) {
        String scheme = link.getScheme();
        if (link.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException("a runbook must be an absolute http or https link, but is " + link
                    + "; whoever is on call could not open it");
        }
        if (link.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "a runbook's link must not contain a user or password: everyone who reads the journal would see it");
        }
    }
}
