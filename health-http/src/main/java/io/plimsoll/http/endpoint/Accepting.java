package io.plimsoll.http.endpoint;

import java.io.IOException;

/** An endpoint that can also be told something, by {@code POST}. */
interface Accepting extends Endpoint {

    /** What whoever tells must have. */
    default Access needs() {
        return Access.OPERATE;
    }

    /** How many bytes of what is told are of any matter; 0 if the request is refused without them. */
    default int longestBody(OpsRequest request) {
        return Told.LONGEST;
    }

    /**
     * Takes what the request brings. Reads its body, which may block, and no more of it than has a limit.
     *
     * @param request whoever sent it may change something
     * @param segment what stands in the place of the route's variable, decoded; empty if the route has none
     * @throws IOException if the body does not come
     */
    OpsResponse accept(OpsRequest request, String segment) throws IOException;

    @Override
    default OpsResponse otherMethod() {
        return Problem.READ_OR_TOLD;
    }
}
