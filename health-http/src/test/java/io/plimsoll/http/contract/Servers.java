package io.plimsoll.http.contract;

import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.jdk.JdkServing;
import io.plimsoll.http.servlet.JettyServing;
import io.plimsoll.http.servlet.TomcatServing;
import io.plimsoll.http.vertx.VertxCoreServing;
import io.plimsoll.http.vertx.VertxWebServing;

/** Every server that an adapter is made for, in the versions from the oldest to the newest that it is made for. */
public enum Servers implements Serving {
    JDK(new JdkServing()),
    JETTY_SERVLET_6_1(new JettyServing()),
    TOMCAT_SERVLET_6_1(new TomcatServing()),
    TOMCAT_HTTP_2(TomcatServing.withHttp2()),
    TOMCAT_SERVLET_6_0(new OwnClassPath("tomcat-10.1", "io.plimsoll.http.servlet.TomcatServing")),
    TOMCAT_SERVLET_5_0(new OwnClassPath("tomcat-10.0", "io.plimsoll.http.servlet.TomcatServing")),
    VERTX_5_WEB(new VertxWebServing()),
    VERTX_5_CORE(new VertxCoreServing()),
    VERTX_4_WEB(new OwnClassPath("vertx-4", "io.plimsoll.http.vertx.VertxWebServing")),
    VERTX_4_CORE(new OwnClassPath(
            "vertx-4", "io.plimsoll.http.vertx.VertxCoreServing", "vertx-web", "vertx-auth", "vertx-bridge"));

    @SuppressWarnings("ImmutableEnumChecker") // each is one thing for the whole run
    private final Serving serving;

    Servers(Serving serving) {
        this.serving = serving;
    }

    @Override
    public OpsContract.Running serve(OpsRouter ops) throws Exception {
        return serving.serve(ops);
    }
}
