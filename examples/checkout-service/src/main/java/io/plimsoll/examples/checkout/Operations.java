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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /operations/replay} settles the orders that are pending; {@code POST /operations/{switch}/{off|on}} switches
 * something off and on again. For operators alone.
 */
final class Operations implements Endpoint {

    private static final List<String> MOVES = List.of("off", "on");

    private final Credential operators;
    private final Settlement settlement;
    private final Switches switches;

    Operations(Credential operators, Settlement settlement, Switches switches) {
        this.operators = operators;
        this.settlement = settlement;
        this.switches = switches;
    }

    @Override
    public Answer answer(HttpServletRequest request) {
        if (!operators.isHeldBy(new ByServlet(request))) {
            return Answer.of(401, Map.of("error", "Only operators may do this"))
                    .withHeader("WWW-Authenticate", "Bearer");
        }
        String path = String.valueOf(request.getPathInfo());
        return path.equals("/replay") ? replay() : switched(path.split("/", -1));
    }

    private Answer replay() {
        try {
            Replayed replayed = settlement.replay();
            return Answer.of(replayed.stillPending() == 0 ? 200 : 503, replayed);
        } catch (UnavailableException unavailable) {
            return Answer.of(503, Map.of("error", String.valueOf(unavailable.getMessage())));
        }
    }

    private Answer switched(String[] segments) {
        if (segments.length != 3 || !switches.names().contains(segments[1]) || !MOVES.contains(segments[2])) {
            throw new Refusal(
                    404, "No such operation: there are /operations/replay and, for " + switches.names() + ", " + MOVES);
        }
        switches.turn(segments[1], segments[2].equals("off"));
        return Answer.of(200, Map.of(segments[1], segments[2]));
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
