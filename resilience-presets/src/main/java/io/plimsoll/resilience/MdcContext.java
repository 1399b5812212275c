package io.plimsoll.resilience;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The log's context, so that the second attempt's lines can be found with the first one's. */
final class MdcContext implements CallContext {

    @Override
    public Captured capture() {
        Map<String, String> taken = MDC.getCopyOfContextMap();
        return () -> {
            Map<String, String> before = MDC.getCopyOfContextMap();
            put(taken);
            return () -> put(before);
        };
    }

    private static void put(@Nullable Map<String, String> context) {
        if (context == null || context.isEmpty()) {
            MDC.clear();
        } else {
            MDC.setContextMap(context);
        }
    }
}
