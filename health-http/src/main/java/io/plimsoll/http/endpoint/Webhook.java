package io.plimsoll.http.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * Is told something by another machine, which it verifies itself: the credentials of the router are of no matter to it.
 *
 * <p>The router sees to the method, the media type and the size; what it hands on is a {@code POST} of {@code application/json} with at
 * most {@link #LONGEST_BODY} bytes. Called on the threads that answer, by many at once, and on event loops: must not block.
 */
public interface Webhook {

    /** How many bytes a body may have: an Alertmanager notification of some fifty alerts. */
    int LONGEST_BODY = 65_536;

    /**
     * Why a request is not believed whatever its body says, as the answer to it; {@code null} if it is worth reading. May be asked more
     * than once for one request.
     *
     * @param request without its body, which must not be read here
     */
    @Nullable
    OpsResponse refusal(OpsRequest request);

    /**
     * Takes it, or refuses it.
     *
     * @param request one that {@link #refusal} lets pass; its body has been read
     * @param body all of it, as it came over the wire
     */
    OpsResponse receive(OpsRequest request, byte[] body);
}
