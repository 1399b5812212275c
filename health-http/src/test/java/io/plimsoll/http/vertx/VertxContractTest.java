package io.plimsoll.http.vertx;

import io.plimsoll.http.contract.OpsContract;
import io.plimsoll.http.contract.Servers;
import io.plimsoll.http.endpoint.OpsRouter;
import org.junit.jupiter.api.Nested;

/** The same byte code with Vert.x 5 and 4, with vertx-web and without. */
class VertxContractTest {

    @Nested
    class Vertx5Web extends OpsContract {

        @Override
        protected Running serve(OpsRouter ops) throws Exception {
            return Servers.VERTX_5_WEB.serve(ops);
        }
    }

    @Nested
    class Vertx5Core extends OpsContract {

        @Override
        protected Running serve(OpsRouter ops) throws Exception {
            return Servers.VERTX_5_CORE.serve(ops);
        }
    }

    @Nested
    class Vertx4Web extends OpsContract {

        @Override
        protected Running serve(OpsRouter ops) throws Exception {
            return Servers.VERTX_4_WEB.serve(ops);
        }
    }

    @Nested
    class Vertx4Core extends OpsContract {

        @Override
        protected Running serve(OpsRouter ops) throws Exception {
            return Servers.VERTX_4_CORE.serve(ops);
        }
    }
}
