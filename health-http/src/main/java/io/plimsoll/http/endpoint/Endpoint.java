package io.plimsoll.http.endpoint;

/** What answers at a route. */
@FunctionalInterface
interface Endpoint {

    /**
     * Answers without blocking.
     *
     * @param request its method is one that the route allows, and whoever asks may see what is here
     * @param form the wanted one
     * @param segment what stands in the place of the route's variable, decoded; empty if the route has none
     */
    OpsResponse answer(OpsRequest request, Form form, String segment);

    /** The answer to a method that the route does not allow. */
    default OpsResponse otherMethod() {
        return Problem.READ_ONLY;
    }
}
