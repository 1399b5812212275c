package io.plimsoll.http.jdk;

import io.plimsoll.http.contract.OpsContract.Running;
import io.plimsoll.http.contract.Serving;
import io.plimsoll.http.endpoint.OpsRouter;
import java.net.InetAddress;

/** Our server on the JDK's. */
public final class JdkServing implements Serving {

    @Override
    public Running serve(OpsRouter ops) {
        var server = JdkOpsServer.start(ops, InetAddress.getLoopbackAddress(), 0);
        return Running.of(server.port(), server::close);
    }
}
