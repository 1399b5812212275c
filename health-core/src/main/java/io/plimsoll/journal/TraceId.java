package io.plimsoll.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The trace that this thread works for, as the MDC has it: made safe to show, since anyone can send one. */
public final class TraceId {

    private static final int LONGEST = 64;

    private TraceId() {}

    /**
     * That of the calling thread; {@code null} if it has none.
     *
     * @param keys under which the MDC may have it; the first that it has counts
     */
    public static @Nullable String ofThisThread(List<String> keys) {
        for (String key : keys) {
            String id = MDC.get(key);
            if (id != null && !id.isBlank()) {
                return Cut.text(id.replaceAll("[^A-Za-z0-9_.:-]", "?"), LONGEST);
            }
        }
        return null;
    }
}
