package com.example.asking;

import com.example.checks.Artifact;
import com.example.checks.Checks;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.probe.HttpProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Asks another service, with health-http and nothing of what is optional. */
public final class Asking {

    private static final String JDK_SERVER = "io.plimsoll.http.jdk=[JdkOpsServer], ";

    private Asking() {}

    public static void main(String[] args) throws Exception {
        try (var downstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var server = new Thread(() -> answer(downstream));
            server.setDaemon(true);
            server.start();
            asks("http://127.0.0.1:" + downstream.getLocalPort() + "/health/shallow");
        }
        // Jackson is on no path; the JDK's server is on the class path only, since this module does not require it.
        Checks.equal(
                "what needs more than there is",
                "{io.plimsoll.http.endpoint=[], " + (Checks.isModular(Asking.class) ? JDK_SERVER : "")
                        + "io.plimsoll.http.mitigation=[], "
                        + "io.plimsoll.http.servlet=[OpsServlet], io.plimsoll.http.spring=[ActuatorHealth, DrainBeforeClose],"
                        + " io.plimsoll.http.vertx=[EventLoopProbe, EventLoopProbe$Builder, OpsHandler, WatchedLoop]}",
                Artifact.of(HttpProbe.class).broken().toString());
    }

    private static void asks(String url) {
        try (HealthMonitor health = HealthMonitor.builder("orders", "1")
                .required("inventory", HttpProbe.get(url))
                .start()) {
            Checks.eventually("inventory", () -> health.status("inventory") == Status.UP);
            refusesToBeAskedWithoutJackson(health);
        }
    }

    private static void refusesToBeAskedWithoutJackson(HealthMonitor health) {
        try {
            OpsRouter.builder(health).build();
        } catch (IllegalStateException refused) {
            Checks.contains("refusal", "jackson-core", refused.getMessage());
            return;
        }
        throw new AssertionError("a router that cannot write JSON was built; it would fail with the first request");
    }

    private static void answer(ServerSocket downstream) {
        while (!downstream.isClosed()) {
            try (Socket socket = downstream.accept()) {
                socket.getInputStream().read(new byte[4_096]);
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".getBytes());
            } catch (IOException goneOrClosed) {
                // The next one, if there is one.
            }
        }
    }
}
