package io.plimsoll.http.servlet;

import io.plimsoll.http.contract.OpsContract;
import io.plimsoll.http.contract.Servers;
import io.plimsoll.http.endpoint.OpsRouter;
import org.junit.jupiter.api.Nested;

/** The same byte code with every version of the Servlet API since it is Jakarta's. */
class TomcatContractTest {

    @Nested
    class Servlet61 extends OpsContract {

        @Override
        protected Running serve(OpsRouter ops) throws Exception {
            return Servers.TOMCAT_SERVLET_6_1.serve(ops);
        }
    }

    @Nested
    class Servlet60 extends OpsContract {

        @Override
        protected Running serve(OpsRouter ops) throws Exception {
            return Servers.TOMCAT_SERVLET_6_0.serve(ops);
        }
    }

    @Nested
    class Servlet50 extends OpsContract {

        @Override
        protected Running serve(OpsRouter ops) throws Exception {
            return Servers.TOMCAT_SERVLET_5_0.serve(ops);
        }
    }
}
