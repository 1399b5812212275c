package io.plimsoll.http.chain;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Probe;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.ProbeSettings;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.jdk.JdkOpsServer;
import io.plimsoll.http.probe.HttpProbe;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/** A service in a process of its own, which requires a database and the deep health of the next one; ends with its input. */
final class RingMember {

    private static final ProbeSettings PACE = ProbeSettings.every(Duration.ofSeconds(1));

    private RingMember() {}

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        int next = Integer.parseInt(arguments[1]);
        int database = Integer.parseInt(arguments[2]);
        boolean rule = Boolean.parseBoolean(arguments[3]);
        HttpProbe neighbour = HttpProbe.get("http://127.0.0.1:" + next + "/health/deep");
        // Strict, because otherwise a neighbour that answers 503 leaves this one DEGRADED, with 200, and nothing can
        // latch.
        HealthMonitor health = HealthMonitor.builder("member", "v1")
                .strict()
                .required("database", connectingTo(database), PACE)
                .required("neighbour", rule ? neighbour : neighbour.endOfChain(), PACE)
                .start();
        JdkOpsServer.start(OpsRouter.builder(health).build(), InetAddress.getLoopbackAddress(), port);
        System.out.println("serving");
        // Whoever started this keeps its input open.
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }

    private static Probe connectingTo(int port) {
        return context -> {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return Finding.up();
            } catch (ConnectException refused) {
                return Finding.down(Code.REFUSED, "Database refused the connection");
            }
        };
    }
}
