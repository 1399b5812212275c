package io.plimsoll.http.contract;

import io.plimsoll.http.endpoint.OpsRouter;

/** Starts a server that answers by a router, with an adapter in between, on a free port of the loopback address. */
@FunctionalInterface
public interface Serving {

    OpsContract.Running serve(OpsRouter ops) throws Exception;
}
