package io.plimsoll.examples.checkout;

import io.plimsoll.examples.checkout.shop.Settlement;
import io.plimsoll.examples.checkout.shop.Settlement.Replayed;
import io.plimsoll.examples.checkout.shop.UnavailableException;
import io.plimsoll.examples.checkout.web.Answer;
import io.plimsoll.examples.checkout.web.Endpoint;
import io.plimsoll.examples.checkout.web.Refusal;
import io.plimsoll.http.endpoint.Credential;
import io.plimsoll.http.endpoint.OpsRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /operations/replay} settles the orders that are pending. For operators alone; what they switch off and on has buttons
 * on the ops port.
 */
final class Operations implements Endpoint {

    private final Credential operators;
    private final Settlement settlement;

    Operations(Credential operators, Settlement settlement) {
        this.operators = operators;
        this.settlement = settlement;
    }

    @Override
    public Answer answer(HttpServletRequest request) {
        if (!operators.isHeldBy(new ByServlet(request))) {
            return Answer.of(401, Map.of("error", "Only operators may do this"))
                    .withHeader("WWW-Authenticate", "Bearer");
        }
        if (!"/replay".equals(request.getPathInfo())) {
            throw new Refusal(
                    404, "No such operation: there is /operations/replay; buttons are at /panic on the ops port");
        }
        return replay();
    }

    private Answer replay() {
        try {
            Replayed replayed = settlement.replay();
            return Answer.of(replayed.stillPending() == 0 ? 200 : 503, replayed);
        } catch (UnavailableException unavailable) {
            return Answer.of(503, Map.of("error", String.valueOf(unavailable.getMessage())));
        }
    }

    /** As much of the request as a credential may want to see. */
    private record ByServlet(HttpServletRequest request) implements OpsRequest {

        @Override
        public String method() {
            return request.getMethod();
        }

        @Override
        public String path() {
            return request.getRequestURI();
        }

        @Override
        public @Nullable String query() {
            return request.getQueryString();
        }

        @Override
        public @Nullable String header(String name) {
            return request.getHeader(name);
        }
    }
}
